/** The compiler images' profile and the runner's are one: what other programs of this repository compile is what it makes and loads. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contract, counter, multisig, pool, probe, token } from '../../../testkit/statelessContracts.js';
import { UnprovedCode } from '../../src/code/codeSource.js';
import { executeStateful } from '../../src/execute/executors.js';
import { ARTIFACT_PROFILE } from '../../src/host/artifactProfile.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { locateRunner } from '../../src/runner/locate.js';
import { Runner } from '../../src/runner/runner.js';
import { Account, block, environment, hasRunner } from '../support/world.js';

const NATIVE = fileURLToPath(new URL('../../../runner/bin/zkcwasm-runner-wasmtime-48', import.meta.url));
const built = { target: 'x86_64-unknown-linux-gnu', profile: 'metered' };

/** What the native runner answers to one request. */
function native(request: object): Record<string, unknown> {
  const answer = execFileSync(NATIVE, [], { input: `${JSON.stringify({ id: 1, ...request })}\n` });
  return JSON.parse(answer.toString('utf8')) as Record<string, unknown>;
}

describe.skipIf(!hasRunner || !existsSync(NATIVE))('artifacts', () => {
  let folder: string;
  let runner: Runner;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stateless-artifacts-'));
    runner = await Runner.start();
  });
  afterAll(async () => {
    await runner.close();
    rmSync(folder, { recursive: true });
  });

  test('the native runner has the profile under the same digest', () => {
    expect(native({ command: 'profile', ...built })).toMatchObject({ profile: ARTIFACT_PROFILE });
  });

  test.each<[string, Contract]>([
    ['token', token],
    ['multisig', multisig],
    ['pool', pool],
    ['probe', probe],
    ['counter', counter],
  ])('of %s are the same to the byte, whoever compiles', (name, { wasm }) => {
    const [module, here, there] = ['wasm', 'here', 'there'].map((end) => join(folder, `${name}.${end}`));
    writeFileSync(module as string, wasm);
    execFileSync(locateRunner(), ['compile', module as string, here as string]);
    expect(native({ command: 'compile', wasm: module, built, artifact: there })).not.toHaveProperty('error');
    expect(Buffer.compare(readFileSync(here as string), readFileSync(there as string))).toBe(0);
  });

  test('that another program made are executed as their modules are', async () => {
    const [module, artifact] = [join(folder, 'made.wasm'), join(folder, 'made.cwasm')];
    writeFileSync(module, counter.wasm);
    native({ command: 'compile', wasm: module, built, artifact });
    const own = environment(runner);
    const bytes = readFileSync(artifact);
    // A runner of its own, so that nothing is known there by its hash.
    const other = await Runner.start();
    const proved = {
      ...own,
      machine: other,
      code: new UnprovedCode().add(counter.hash, { kind: 'artifact', bytes }),
    };
    const alice = new Account('alice');
    const one = block(1n, alice.call(counter, new Uint8Array(32).fill(1)));
    const state = new KeyedBackend().build(new Map());
    const a = await executeStateful(state, one, own);
    const b = await executeStateful(state, one, proved);
    expect(a.receipts[0]?.status).toBe('returned');
    expect(b.receipts).toEqual(a.receipts);
    expect(Buffer.compare(a.postRoot, b.postRoot)).toBe(0);
    await other.close();
  });

  test('of a profile without fuel are refused', async () => {
    const [module, artifact] = [join(folder, 'plain.wasm'), join(folder, 'plain.cwasm')];
    writeFileSync(module, counter.wasm);
    native({ command: 'compile', wasm: module, built: { ...built, profile: 'fast-exec' }, artifact });
    const other = await Runner.start();
    const code = new UnprovedCode().add(counter.hash, { kind: 'artifact', bytes: readFileSync(artifact) });
    const alice = new Account('alice');
    const one = block(1n, alice.call(counter, new Uint8Array(32).fill(1)));
    const work = executeStateful(new KeyedBackend().build(new Map()), one, {
      ...environment(other),
      code,
    });
    await expect(work).rejects.toMatchObject({ code: 'code/unloadable' });
    await other.close();
  });
});
