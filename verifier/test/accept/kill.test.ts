import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test, vi } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { path } from '../../../testkit/fixtures.js';
import { FILES, madeUp } from '../../../testkit/made/storeEntry.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { readEntry } from '../../src/accept/readEntry.js';
import { removePending } from '../../src/accept/removePending.js';
import { putEntry } from '../../src/accept/store.js';
import { auditStore, readPolicy } from '../../src/node.js';

const COMMAND = fileURLToPath(new URL('../../bin/zkcwasm-verify.js', import.meta.url));
const accept = (store: string) => [
  'accept',
  path('add.receipt'),
  ...['--wasm', path('add.wasm'), '--artifact', path('add.cwasm')],
  ...['--policy', path('policy.json'), '--store', store, '--json'],
];
// Each starts a process again and again, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 600_000 });
let folder: string;
let store: string;

beforeEach(() => {
  folder = temporaryFolder('kill');
  store = join(folder, 'store');
});

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** Every entry's folder. */
function entries(): string[] {
  const at = join(store, 'v2');
  if (!existsSync(at)) return [];
  return readdirSync(at).flatMap((module) =>
    readdirSync(join(at, module)).map((name) => join(at, module, name)),
  );
}

test('a process that is killed while it writes leaves whole entries only', async () => {
  const script = fileURLToPath(new URL('./putForever.ts', import.meta.url));
  let said = 0;
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, store], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        const first = said === 0;
        said = Number(text.toString().trim().split('\n').at(-1));
        if (first || said > 0) setTimeout(resolve, Math.random() * 60);
      });
    });
    child.kill('SIGKILL');
    await ended(child);
    const found = entries();
    expect(found.length).toBeGreaterThanOrEqual(said);
    for (const one of found) await readEntry(one);
  }
  const left = readdirSync(join(store, 'pending'));
  expect((await removePending(store, 0, false)).sort()).toEqual(left.sort());
  expect(readdirSync(join(store, 'pending'))).toEqual([]);
});

test('an acceptance that is killed leaves the whole entry or none, and can be given again', async () => {
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, [COMMAND, ...accept(store)], { stdio: 'ignore' });
    setTimeout(() => child.kill('SIGKILL'), 150 + Math.random() * 700);
    await ended(child);
    for (const one of entries()) await readEntry(one);
  }
  const { code, out } = await verifyCommand(...accept(store));
  expect(code, out).toBe(0);
  const audit = await auditStore(store, {
    policies: [await readPolicy(path('policy.json'))],
    pendingAgeMs: 0,
  });
  expect(audit).toMatchObject({ held: 1, quarantined: [] });
  expect(readdirSync(join(store, 'pending'))).toEqual([]);
});

test('an audit that is killed leaves each entry in its place or in quarantine, with the reason', async () => {
  const count = 100;
  for (let n = 0; n < count; n += 1)
    await putEntry(store, madeUp({ context: `${n}`.padStart(64, '0') }), FILES);
  const quarantined = () => {
    const at = join(store, 'quarantine');
    if (!existsSync(at)) return [];
    return readdirSync(at).filter((name) => existsSync(join(at, name, 'content')));
  };
  let rounds = 0;
  for (; entries().length > 0 && rounds < 6; rounds += 1) {
    const before = quarantined().length;
    const child = spawn(process.execPath, [COMMAND, 'audit', store, '--policy', path('policy.json')], {
      stdio: 'ignore',
    });
    let over = false;
    const end = ended(child).then(() => {
      over = true;
    });
    while (!over && quarantined().length === before) await new Promise((resolve) => setTimeout(resolve, 2));
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 20);
    await end;
    for (const one of entries()) await readEntry(one);
    expect(entries().length + quarantined().length).toBe(count);
  }
  expect(rounds).toBeGreaterThan(1);
  for (const name of quarantined()) {
    const at = join(store, 'quarantine', name);
    expect(readdirSync(join(at, 'content')).sort()).toEqual(['artifact.cwasm', 'entry.json', 'receipt']);
    expect(JSON.parse(readFileSync(join(at, 'reason.json'), 'utf8'))).toMatchObject({
      code: 'image/unknown',
    });
  }
});

test('processes that accept the same at once agree on one entry', async () => {
  const ran = await Promise.all(Array.from({ length: 4 }, () => verifyCommand(...accept(store))));
  const paths = ran.map(({ code, out }) => {
    expect(code, out).toBe(0);
    return (JSON.parse(out) as { path: string }).path;
  });
  expect(entries()).toEqual([...new Set(paths)]);
  expect(readdirSync(join(store, 'pending'))).toEqual([]);
});
