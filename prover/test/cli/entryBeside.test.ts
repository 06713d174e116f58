import { chmodSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptArtifact, readPolicy } from '@zkcwasm/verifier/node';
import { beforeAll, expect, test } from 'vitest';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { entryBeside } from '../../src/cli/entryBeside.js';

const read = (file: string) => new Uint8Array(readFileSync(join(RECEIPTS, file)));
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('entry');
});

test('an entry in its place in a store is held against its files, a copy elsewhere is believed', async () => {
  const policy = await readPolicy(join(RECEIPTS, 'policy.json'));
  const options = { policy, wasm: read('add.wasm'), store: join(folder, 'store') };
  const { path, entry } = await acceptArtifact(read('add.receipt'), read('add.cwasm'), options);
  const { artifactDigest, profile } = entry;
  const artifact = join(path, 'artifact.cwasm');
  const copy = join(folder, 'copy');
  cpSync(path, copy, { recursive: true });
  expect(await entryBeside(artifact, undefined)).toEqual({ artifactDigest, profile });
  chmodSync(join(path, 'receipt'), 0o644);
  writeFileSync(join(path, 'receipt'), 'x');
  await expect(entryBeside(artifact, undefined)).rejects.toMatchObject({ code: 'store/corrupt' });
  await expect(entryBeside('elsewhere.cwasm', path)).rejects.toMatchObject({ code: 'store/corrupt' });
  expect(await entryBeside(artifact, copy)).toEqual({ artifactDigest, profile });
});

test.each([
  ['is not there', undefined],
  ['is no JSON', '{'],
  ['is null', 'null'],
  ['names no artifact', '{"artifactDigest":1}'],
  ['has more bytes than any', `{"artifactDigest":"${'a'.repeat(1 << 17)}"}`],
])('an entry that %s', async (_, content) => {
  const at = mkdtempSync(join(folder, 'entry-'));
  if (content !== undefined) writeFileSync(join(at, 'entry.json'), content);
  await expect(entryBeside(join(at, 'artifact.cwasm'), undefined)).rejects.toMatchObject({
    code: 'usage/invalid',
  });
});
