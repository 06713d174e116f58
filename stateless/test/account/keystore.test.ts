import { expect, test } from 'vitest';
import { Account, parseKeyFile } from '../../src/account/keystore.js';
import { checkSignature } from '../../src/chain/transaction.js';
import { keyText } from '../../src/util/bytes.js';
import { ENVIRONMENT_ID } from '../support/world.js';

const LOG2_N = 10;
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );

test('a key comes back with its password alone, and signs', async () => {
  const account = Account.random();
  const file = await account.encrypt('correct horse', LOG2_N);
  expect(parseKeyFile(file).account).toBe(keyText(account.id));
  expect(Buffer.from(file).toString()).not.toContain('correct horse');
  const again = await Account.decrypt(file, 'correct horse');
  expect(keyText(again.id)).toBe(keyText(account.id));
  const body = { nonce: 0n, to: new Uint8Array(32), fuel: 1n, input: new Uint8Array() };
  checkSignature(again.sign(body, ENVIRONMENT_ID), ENVIRONMENT_ID);
  expect(await codeOf(Account.decrypt(file, 'correct horsf'))).toBe('keystore/password');
  expect(await codeOf(Account.decrypt(file, ''))).toBe('keystore/password');
});

test('two files of one key with one password have nothing in common', async () => {
  const account = Account.random();
  const [one, two] = [await account.encrypt('p', LOG2_N), await account.encrypt('p', LOG2_N)].map(
    parseKeyFile,
  );
  expect(one?.kdf.salt).not.toBe(two?.kdf.salt);
  expect(one?.cipher.text).not.toBe(two?.cipher.text);
});

test('a file that was changed anywhere, or asks for too much work, is refused', async () => {
  const file = Buffer.from(await Account.random().encrypt('p', LOG2_N)).toString();
  const change = async (from: string | RegExp, to: string) => {
    const other = file.replace(from, to);
    expect(other).not.toBe(file);
    return codeOf(Account.decrypt(Buffer.from(other), 'p'));
  };
  const flip = (name: string) => new RegExp(`("${name}": ")(.)`);
  for (const name of ['account', 'salt', 'text', 'tag', 'nonce']) {
    const digit = flip(name).exec(file)?.[2] === '0' ? '1' : '0';
    expect(await change(flip(name), `$1${digit}`), name).toBe('keystore/password');
  }
  expect(await change('"log2N": 10', '"log2N": 9')).toBe('keystore/password');
  expect(await change('"log2N": 10', '"log2N": 21')).toBe('keystore/cost');
  expect(await change('"log2N": 10', '"log2N": 64')).toBe('keystore/malformed');
  expect(await change('"r": 8', '"r": 8000000')).toBe('keystore/malformed');
  expect(await change('ed25519', 'rsa')).toBe('keystore/malformed');
  expect(await change(/}\s*$/, '')).toBe('keystore/malformed');
  expect(await codeOf(Account.decrypt(Buffer.alloc(5000, 0x20), 'p'))).toBe('keystore/malformed');
  expect(await codeOf(Account.decrypt(Buffer.of(0xff), 'p'))).toBe('keystore/malformed');
});
