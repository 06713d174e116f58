/** What people read: the committed receipts, through the command. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../../testkit/commands.js';
import { path } from '../../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../../testkit/temporaryFolder.js';

let folder: string;
let policy: string;

beforeAll(() => {
  folder = temporaryFolder('words');
  policy = join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify({ allowRejected: true }));
});

/** What `verify` prints about a committed receipt. */
async function verified(name: string, ...modules: string[]): Promise<string> {
  const wasm = modules.flatMap((module) => ['--wasm', path(`${module}.wasm`)]);
  const { code, out, err } = await verifyCommand(
    'verify',
    path(`${name}.receipt`),
    ...wasm,
    '--policy',
    policy,
  );
  expect(code, err).toBe(0);
  return out;
}

test('a compilation: what it says, its bounds with what attests them, what it is about', async () => {
  const out = await verified('crypto-primitives', 'crypto-primitives');
  expect(out).toContain(
    'verified: wasmtime 48.0.8 compiles the module of 1,220 bytes for x86_64-unknown-linux-gnu under the profile fast-exec',
  );
  expect(out).toMatch(/^ {2}cycles +10,263,169 +the proof's own clock$/m);
  expect(out).toMatch(/^ {2}heap +201,915 bytes \(197\.2 KiB\) +the image, in its journal$/m);
  expect(out).toMatch(/^ {2}context +none$/m);
  expect(out).toContain('--verbose');
  // Long fields are left to --verbose and --json.
  expect(out).not.toMatch(/[0-9a-f]{64}/);
});

test('a refusal by a limit: which limit, which value, and where', async () => {
  const out = await verified('shape-limit', 'shape-limit');
  expect(out).toContain(
    'shape limit (functionBranches: 25,760, where 10,000 is the most allowed), in function 0, at byte 34.',
  );
  expect(out).not.toContain('artifact  ');
});

test('an aggregate: each statement with its bounds, and no cycles', async () => {
  const out = await verified('aggregate', 'add', 'crypto-primitives', 'invalid');
  expect(out).toMatch(/^verified: an aggregate, of which 3 statements count here\.$/m);
  expect(out.match(/^statement \d: /gm)).toHaveLength(3);
  expect(out).not.toMatch(/^ {2}cycles/m);
});

test('accept says as what, and where', async () => {
  const store = join(folder, 'store');
  const files = [path('add.receipt'), '--wasm', path('add.wasm'), '--artifact', path('add.cwasm')];
  const { code, out } = await verifyCommand('accept', ...files, '--policy', policy, '--store', store);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^ {2}stored as artifact +${store}/v2/[0-9a-f]{64}/\\S+-artifact$`, 'm'));
});
