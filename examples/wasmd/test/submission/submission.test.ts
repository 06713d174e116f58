import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readSubmission, type Submission, submit } from '../../src/submission/submission.js';
import { codeOf } from '../codeOf.js';
import { keyNamed } from '../run/keys.js';

const { address } = await keyNamed('developer');
const good: Submission = {
  developer: address,
  contract: 'counter',
  wasm: Uint8Array.of(1, 2),
  receipt: Uint8Array.of(3),
};
let inbox = '';
beforeEach(() => {
  inbox = mkdtempSync(join(tmpdir(), 'zkcwasm-inbox-'));
});

test('what is submitted can be read', async () => {
  await submit(inbox, 'one', good);
  expect(await readSubmission(join(inbox, 'one'))).toEqual(good);
  expect(readdirSync(inbox)).toEqual(['one']);
});

test('a name that is taken, by a submission or a file, is left alone', async () => {
  await submit(inbox, 'one', good);
  expect(await codeOf(submit(inbox, 'one', { ...good, contract: 'other' }))).toBe('submission/exists');
  writeFileSync(join(inbox, 'two'), '');
  expect(await codeOf(submit(inbox, 'two', good))).toBe('submission/exists');
  expect((await readSubmission(join(inbox, 'one'))).contract).toBe('counter');
  expect(readdirSync(inbox).sort()).toEqual(['one', 'two']);
});

test.each(['', '..', 'a/b', '.pending', 'A', 'a'.repeat(65), 'a\n'])('no name: %j', async (name) => {
  expect(await codeOf(submit(inbox, name, good))).toBe('usage/invalid');
  expect(readdirSync(inbox)).toEqual([]);
});

test.each([
  ['another prefix', { developer: 'cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a' }],
  ['a wrong checksum', { developer: `${address.slice(0, -1)}${address.endsWith('q') ? 'p' : 'q'}` }],
  ['upper case', { developer: address.toUpperCase() }],
  ['no contract', { contract: '' }],
  ['a contract with a line end', { contract: 'a\nb' }],
])('out of form: %s', async (_, change) => {
  expect(await codeOf(submit(inbox, 'one', { ...good, ...change }))).toBe('file/malformed');
  expect(readdirSync(inbox)).toEqual([]);
});

test('an inbox that is a file', async () => {
  writeFileSync(join(inbox, 'file'), '');
  expect(await codeOf(submit(join(inbox, 'file'), 'one', good))).toBe('file/unwritable');
});

describe('what is in the folder is hostile', () => {
  const receipt = () => join(inbox, 'one', 'module.receipt');
  const wish = () => join(inbox, 'one', 'submission.json');
  beforeEach(() => submit(inbox, 'one', good));

  test.each([
    ['a receipt that is a folder', () => mkdirSync(receipt()), 'file/unreadable'],
    ['a receipt that is a link', () => symlinkSync('/etc/hostname', receipt()), 'file/unreadable'],
    ['a receipt that nobody writes', () => execFileSync('mkfifo', [receipt()]), 'file/unreadable'],
    ['a receipt that never ends', () => symlinkSync('/dev/zero', receipt()), 'file/unreadable'],
    ['no receipt', () => undefined, 'file/unreadable'],
    [
      'a receipt of a terabyte',
      () => {
        writeFileSync(receipt(), '');
        truncateSync(receipt(), 2 ** 40);
      },
      'file/too-large',
    ],
  ])('%s', async (_, make, code) => {
    rmSync(receipt());
    make();
    expect(await codeOf(readSubmission(join(inbox, 'one')))).toBe(code);
  });

  test.each([
    ['not JSON', '{'],
    ['not UTF-8', Buffer.from([0xff])],
    ['a list', '[]'],
    ['null', 'null'],
    ['a key too many', JSON.stringify({ developer: address, contract: 'a', more: 1 })],
    ['numbers', JSON.stringify({ developer: 1, contract: 2 })],
    ['very deep', '['.repeat(9000)],
  ])('a submission that is %s', async (_, content) => {
    writeFileSync(wish(), content);
    expect(await codeOf(readSubmission(join(inbox, 'one')))).toBe('file/malformed');
  });

  test('a submission that is a file itself', async () => {
    writeFileSync(join(inbox, 'two'), '');
    expect(await codeOf(readSubmission(join(inbox, 'two')))).toBe('file/unreadable');
  });
});
