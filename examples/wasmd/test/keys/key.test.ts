import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyOf, makeKey, readKey } from '../../src/keys/key.js';
import { codeOf } from '../codeOf.js';

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-key-'));
const at = (name: string) => join(folder, name);

function put(name: string, text: string, mode = 0o600): string {
  writeFileSync(at(name), text, { mode });
  chmodSync(at(name), mode);
  return at(name);
}

test('a key that was made can be read, by its owner alone, and is not overwritten', async () => {
  const made = await makeKey(at('made'));
  expect(made.address).toMatch(/^wasm1[a-z0-9]{38}$/);
  expect((await readKey(at('made'))).address).toBe(made.address);
  expect(statSync(at('made')).mode & 0o777).toBe(0o600);
  const before = readFileSync(at('made'), 'utf8');
  expect(await codeOf(makeKey(at('made')))).toBe('file/unwritable');
  expect(readFileSync(at('made'), 'utf8')).toBe(before);
});

test.each([
  ['there is none', () => at('none'), 'key/missing'],
  ['readable by others', () => put('open', 'ab'.repeat(32), 0o644), 'key/exposed'],
  ['too short', () => put('short', 'ab'.repeat(31)), 'key/malformed'],
  ['upper case', () => put('upper', 'AB'.repeat(32)), 'key/malformed'],
  ['zero', () => put('zero', '00'.repeat(32)), 'key/malformed'],
  ['above the order', () => put('order', 'ff'.repeat(32)), 'key/malformed'],
  ['long', () => put('long', 'ab'.repeat(1000)), 'file/too-large'],
  [
    'a folder',
    () => {
      mkdirSync(at('folder'), { mode: 0o700 });
      return at('folder');
    },
    'file/unreadable',
  ],
  [
    'a link',
    () => {
      symlinkSync(put('target', 'ab'.repeat(32)), at('link'));
      return at('link');
    },
    'file/unreadable',
  ],
])('%s', async (_, path, code) => {
  expect(await codeOf(readKey(path()))).toBe(code);
});

test('no message tells a secret', async () => {
  const secret = 'ff'.repeat(32);
  await expect(keyOf(new Uint8Array(32).fill(0xff))).rejects.toThrow(/^not a private key of secp256k1$/);
  await expect(readKey(put('secret', `${secret}zz`))).rejects.not.toThrow(secret);
});
