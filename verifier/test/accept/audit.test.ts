import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { encodeEntry } from '../../src/accept/entry.js';
import { entryPath } from '../../src/accept/layout.js';
import { findEntries } from '../../src/accept/readEntry.js';
import { knownImages, policyDigest, toHex } from '../../src/index.js';
import {
  type AuditOptions,
  type AuditReport,
  acceptArtifact,
  acceptRejected,
  auditStore,
  type Entry,
  sha256,
} from '../../src/node.js';

const { receipt, wasm } = fixture('add');
const artifact = bytes('add.cwasm');
const inForce = await policy({ allowRejected: true });
/** A store with one entry, of which every test has a copy: a verification takes its time. */
let accepted: string;
let entry: Entry;
let store: string;
let path: string;

beforeAll(async () => {
  accepted = join(temporaryFolder('audit'), 'store');
  ({ entry } = await acceptArtifact(receipt, artifact, { policy: inForce, wasm, store: accepted }));
}, 120_000);
afterAll(() => {
  rmSync(dirname(accepted), { recursive: true, force: true });
});
beforeEach(() => {
  store = join(temporaryFolder('audit'), 'store');
  cpSync(accepted, store, { recursive: true });
  path = entryPath(store, entry);
});
afterEach(() => {
  rmSync(dirname(store), { recursive: true, force: true });
});

const audit = (changes: Partial<AuditOptions> = {}) => auditStore(store, { policies: [inForce], ...changes });
const codes = ({ quarantined }: AuditReport) => quarantined.map(({ error }) => error.code);

/** Everything below the store, with what kind of thing it is and its length. */
function listing(): string[] {
  return readdirSync(store, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .map((one) => join(one.parentPath, one.name))
    .map((at) => `${at} ${lstatSync(at).mode} ${lstatSync(at).isFile() ? lstatSync(at).size : ''}`)
    .sort();
}

/** Changes a read-only file. */
function write(file: string, content: string | Uint8Array): void {
  chmodSync(file, 0o644);
  writeFileSync(file, content);
}

/** Puts the entry where it says it belongs, as a forger would who knows the layout. */
function forge(changes: Partial<Entry>, files: Record<string, Uint8Array> = {}): string {
  const forged = { ...entry, ...changes };
  const at = entryPath(store, forged);
  mkdirSync(dirname(at), { recursive: true });
  renameSync(path, at);
  for (const [name, content] of Object.entries({ ...files, 'entry.json': encodeEntry(forged) })) {
    write(join(at, name), content);
  }
  return at;
}

test('what holds stays', async () => {
  const refusal = fixture('shape-limit');
  await acceptRejected(refusal.receipt, { policy: inForce, wasm: refusal.wasm, store });
  const before = listing();
  expect(await audit()).toEqual({ held: 2, quarantined: [], withdrawn: [], pendingRemoved: [] });
  expect(listing()).toEqual(before);
});

describe('what does not hold is moved to quarantine, whole, with the reason', () => {
  test.each<[string, () => unknown, string]>([
    ['a receipt that was changed', () => write(join(path, 'receipt'), 'x'), 'store/corrupt'],
    [
      'an artifact that was changed',
      () => write(join(path, 'artifact.cwasm'), artifact.slice(1)),
      'store/corrupt',
    ],
    ['an entry.json that was changed', () => write(join(path, 'entry.json'), '{}'), 'store/corrupt'],
    ['an entry.json that is huge', () => huge(join(path, 'entry.json')), 'store/corrupt'],
    ['an entry that says more than the receipt proves', () => forge({ peakHeapBytes: '1' }), 'store/corrupt'],
    ['fewer cycles than the receipt proves', () => forge({ cycles: '1' }), 'store/corrupt'],
    ['another context', () => forge({ context: 'ab'.repeat(32) }), 'store/corrupt'],
    ['another kind', () => forge({ kind: 'rejected' }), 'store/corrupt'],
    ['the path of another module', () => forge({ wasmDigest: 'ab'.repeat(32) }), 'wasm/mismatch'],
    ['another length of the module', () => forge({ wasmBytes: '1' }), 'wasm/mismatch'],
    ['another receipt', () => forgeReceipt(fixture('crypto-primitives').receipt), 'wasm/mismatch'],
    ['a receipt whose seal is wrong', () => forgeReceipt(flipped(receipt)), 'seal/'],
    ['no receipt at all', () => forgeReceipt(new Uint8Array()), 'receipt/malformed'],
    ['an artifact that is not the proved one', () => forgeArtifact(Uint8Array.of(1)), 'store/corrupt'],
    ['the path of another policy', () => move(otherPolicyPath()), 'store/corrupt'],
    ['a policy that is not in force', () => forge({ policyDigest: 'ab'.repeat(32) }), 'store/other-policy'],
    ['the path of another image', () => move(path.replace(entry.imageId, 'ab'.repeat(32))), 'store/corrupt'],
    ['an image that nobody knows', () => forge({ imageId: 'ab'.repeat(32) }), 'store/corrupt'],
    ['a name that is no entry', () => move(join(dirname(path), 'entry')), 'store/corrupt'],
    ['a folder too deep', () => mkdirSync(join(path, 'a', 'b', 'c'), { recursive: true }), 'store/corrupt'],
  ])('%s', async (_, spoil, code) => {
    spoil();
    const report = await audit();
    expect(report.held).toBe(0);
    expect(codes(report)).toEqual([expect.stringContaining(code)]);
    expect(readdirSync(join(store, 'v2')).flatMap((m) => readdirSync(join(store, 'v2', m)))).toEqual([]);
    const [{ from = '', to = '' } = {}] = report.quarantined;
    expect(readdirSync(to).sort()).toEqual(['content', 'reason.json']);
    const reason = JSON.parse(readFileSync(join(to, 'reason.json'), 'utf8')) as Record<string, unknown>;
    expect(reason).toMatchObject({ from, code: codes(report)[0] });
    expect(existsSync(join(to, 'content', 'receipt'))).toBe(true);
    expect(await audit()).toEqual({ held: 0, quarantined: [], withdrawn: [], pendingRemoved: [] });
  });

  test('and can be accepted again', async () => {
    write(join(path, 'receipt'), 'x');
    await audit();
    await acceptArtifact(receipt, artifact, { policy: inForce, wasm, store });
    expect(await audit()).toMatchObject({ held: 1, quarantined: [] });
  });

  const huge = (file: string) => {
    write(file, '');
    truncateSync(file, 2 ** 40);
  };
  const flipped = (good: Uint8Array) => {
    const bad = good.slice();
    bad[bad.length - 1000] = (bad.at(-1000) ?? 0) ^ 1;
    return bad;
  };
  const forgeReceipt = (bad: Uint8Array) => forge({ receiptDigest: toHex(sha256(bad)) }, { receipt: bad });
  const forgeArtifact = (bad: Uint8Array) =>
    forge({ artifactDigest: toHex(sha256(bad)), artifactBytes: '1' }, { 'artifact.cwasm': bad });
  const otherPolicyPath = () => path.replace(entry.policyDigest, 'ab'.repeat(32));
  const move = (to: string) => renameSync(path, to);
});

describe('policies', () => {
  const images = async (changes: Record<string, unknown>) =>
    (await knownImages()).map((image) =>
      image.imageId === entry.imageId ? { ...image, ...changes } : image,
    );

  test('an image that was revoked since', async () => {
    const revoked = await policy({ images: await images({ status: 'revoked', reason: 'a test' }) });
    const report = await audit({ policies: [revoked] });
    expect(codes(report)).toEqual(['image/revoked']);
    expect(report.quarantined[0]?.error.message).toContain('a test');
    expect(
      await findEntries(store, { wasmDigest: entry.wasmDigest, policyDigest: policyDigest(revoked) }),
    ).toEqual([]);
  });

  test('an image, or a source of images, that is no longer trusted', async () => {
    expect(codes(await audit({ policies: [await policy({ images: [] })], dryRun: true }))).toEqual([
      'image/unknown',
    ]);
    const tuned = await policy({ sources: ['tuned'] });
    expect(codes(await audit({ policies: [tuned], dryRun: true }))).toEqual(['image/source']);
  });

  test('several may be in force', async () => {
    const strict = await policy({ maxCycles: 2_000_000 });
    await acceptArtifact(receipt, artifact, { policy: strict, wasm, store });
    expect(await audit({ policies: [inForce, strict] })).toMatchObject({ held: 2, quarantined: [] });
    const report = await audit({ policies: [strict] });
    expect(report.held).toBe(1);
    expect(codes(report)).toEqual(['store/other-policy']);
    expect(await codeOf(audit({ policies: [] }))).toBe('policy/invalid');
  });

  test('what another policy accepted is accepted anew where it holds, if so wanted', async () => {
    const superseded = await policy({ images: await images({ status: 'superseded' }), maxCycles: 2_000_000 });
    const options = { policies: [superseded], refile: true };
    expect(codes(await audit({ ...options, dryRun: true }))).toEqual(['store/other-policy']);
    const { held, quarantined } = await audit(options);
    expect(held).toBe(0);
    expect(quarantined).toEqual([expect.objectContaining({ from: expect.stringContaining(entry.imageId) })]);
    const wanted = { wasmDigest: entry.wasmDigest, policyDigest: policyDigest(superseded) };
    const found = await findEntries(store, wanted);
    expect(found.map((one) => one.path)).toEqual([quarantined[0]?.refiled]);
    expect(found[0]?.entry).toEqual({ ...entry, policyDigest: wanted.policyDigest });
    expect(await audit(options)).toMatchObject({ held: 1, quarantined: [] });
  });

  test('what does not hold under the new policy is not accepted anew', async () => {
    const report = await audit({ policies: [await policy({ maxCycles: 1 })], refile: true });
    expect(codes(report)).toEqual(['store/other-policy']);
    expect(report.quarantined[0]?.refiled).toBeUndefined();
    path = report.quarantined[0]?.to ?? '';
    expect(existsSync(join(path, 'content', 'artifact.cwasm'))).toBe(true);
  });

  test('nor is what says something else than its receipt', async () => {
    forge({ cycles: '1' });
    const report = await audit({ policies: [await policy({ maxCycles: 2_000_000 })], refile: true });
    expect(codes(report)).toEqual(['store/other-policy']);
    expect(report.quarantined[0]?.refiled).toBeUndefined();
  });
});

test('a dry run tells the same and changes nothing', async () => {
  write(join(path, 'receipt'), 'x');
  mkdirSync(join(store, 'pending', '1-0123456789abcdef'), { recursive: true });
  const before = listing();
  const told = await audit({ dryRun: true, pendingAgeMs: 0 });
  expect(listing()).toEqual(before);
  const done = await audit({ pendingAgeMs: 0 });
  expect(done.quarantined).toEqual(told.quarantined.map((one) => ({ ...one, to: expect.any(String) })));
  expect(done.pendingRemoved).toEqual(told.pendingRemoved);
});

describe('half-written entries', () => {
  const pending = (name: string) => join(store, 'pending', name);

  test('go when they are old', async () => {
    for (const name of ['123-0123456789abcdef', '124-0123456789abcdef', '.removing-0123456789abcdef']) {
      mkdirSync(pending(name));
      writeFileSync(join(pending(name), 'receipt'), 'half');
    }
    const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
    utimesSync(pending('123-0123456789abcdef'), hours(2), hours(2));
    utimesSync(pending('124-0123456789abcdef'), hours(0.5), hours(0.5));
    const { pendingRemoved, held } = await audit();
    expect({ pendingRemoved, held }).toEqual({
      pendingRemoved: ['.removing-0123456789abcdef', '123-0123456789abcdef'],
      held: 1,
    });
    expect(readdirSync(join(store, 'pending'))).toEqual(['124-0123456789abcdef']);
  });

  test('a link there is removed, and not followed', async () => {
    symlinkSync(store, pending('123-0123456789abcdef'));
    expect(await audit({ pendingAgeMs: 0 })).toMatchObject({ held: 1 });
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(join(store, 'pending'))).toEqual([]);
  });
});

describe('hostile content', () => {
  test('odd names and forms are moved away, each by itself, links are not followed', async () => {
    const v2 = join(store, 'v2');
    const outside = join(store, '..', 'outside');
    cpSync(dirname(path), join(outside, 'module'), { recursive: true });
    symlinkSync(join(outside, 'module'), join(v2, 'ab'.repeat(32)));
    symlinkSync(
      join(outside, 'module'),
      join(dirname(path), `${'ab'.repeat(32)}-${'cd'.repeat(32)}-${'ef'.repeat(32)}-artifact`),
    );
    symlinkSync('nowhere', join(v2, 'dangling'));
    mkdirSync(join(v2, '\u001b[31m\u202e'));
    mkdirSync(Buffer.concat([Buffer.from(`${v2}/`), Buffer.from([0xff, 0xfe])]));
    mkdirSync(join(v2, 'AB'.repeat(32)));
    writeFileSync(join(v2, 'cd'.repeat(32)), '');
    mkdirSync(join(v2, 'deep', ...Array.from({ length: 200 }, () => 'd')), { recursive: true });
    mkdirSync(join(v2, 'x'.repeat(255)));
    const report = await audit();
    expect(report.held).toBe(1);
    expect(codes(report)).toEqual(Array.from({ length: 9 }, () => 'store/corrupt'));
    expect(readdirSync(v2)).toEqual([entry.wasmDigest]);
    expect(readdirSync(dirname(path))).toHaveLength(1);
    expect(readdirSync(join(store, 'quarantine'))).toHaveLength(9);
    const reasons = report.quarantined.map(({ to = '' }) => readFileSync(join(to, 'reason.json'), 'utf8'));
    expect(reasons.filter((text) => text.includes('"nameHex": "fffe"'))).toHaveLength(1);
    expect(readdirSync(join(outside, 'module'))).toHaveLength(1);
    expect(await audit()).toMatchObject({ held: 1, quarantined: [] });
  });

  test.each(['v2', 'pending', 'quarantine'])('a link for the folder %s', async (name) => {
    const elsewhere = join(store, '..', 'elsewhere');
    rmSync(join(store, name), { recursive: true, force: true });
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(store, name));
    expect(await codeOf(audit())).toBe('store/corrupt');
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

test('what is no store: one clear error, and nothing is touched', async () => {
  const folder = join(store, '..', 'home');
  mkdirSync(join(folder, 'documents'), { recursive: true });
  const of = (at: string) => codeOf(auditStore(at, { policies: [inForce] }));
  expect(await of(folder)).toBe('store/missing');
  expect(await of(join(folder, 'nowhere'))).toBe('store/missing');
  mkdirSync(join(folder, 'ab'.repeat(32), `${'cd'.repeat(32)}-artifact`), { recursive: true });
  expect(await of(folder)).toBe('store/old-layout');
  expect(readdirSync(folder)).toHaveLength(2);
});

test('audits and acceptances at once', async () => {
  write(join(path, 'receipt'), 'x');
  const refusal = fixture('shape-limit');
  const reports = await Promise.all([
    ...Array.from({ length: 4 }, () => audit()),
    acceptRejected(refusal.receipt, { policy: inForce, wasm: refusal.wasm, store }),
  ]);
  const moved = reports.flatMap((one) => ('quarantined' in one ? one.quarantined : []));
  expect(moved).toHaveLength(1);
  expect(readdirSync(join(store, 'quarantine'))).toHaveLength(1);
  expect(await audit()).toMatchObject({ held: 1, quarantined: [] });
});
