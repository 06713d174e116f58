import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policyFor, readGatePolicy } from '../../src/gatekeeper/gatePolicy.js';
import { codeOf } from '../codeOf.js';
import { demoPolicy } from '../run/demo.js';

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-policy-'));
let count = 0;

function put(text: string): string {
  count += 1;
  const path = join(folder, `${count}.json`);
  writeFileSync(path, text);
  return path;
}

test('a policy with a bound on cycles and a pinned list of images', async () => {
  const policy = await demoPolicy();
  expect(await readGatePolicy(put(JSON.stringify(policy)))).toEqual(policy);
  const context = 'ab'.repeat(32);
  expect(await policyFor(policy, context)).toMatchObject({ context, allowRejected: false });
  expect(await policyFor({ ...policy, allowRejected: true }, context)).toMatchObject({
    allowRejected: false,
  });
});

test.each([
  ['without cycles', { imageList: undefined }, { maxCycles: '1' }, 'gate/policy'],
  ['without images', { maxCycles: undefined }, {}, 'gate/policy'],
  ['with a context', {}, { context: 'ab'.repeat(32) }, 'gate/policy'],
  ['another list of images', {}, { imageList: 'ab'.repeat(32) }, 'policy/image-list'],
  ['an unknown field', {}, { maxCylces: '1' }, 'policy/invalid'],
])('refused: %s', async (_, without, change, code) => {
  const policy = { ...(await demoPolicy()), ...without, ...change };
  expect(await codeOf(readGatePolicy(put(JSON.stringify(policy))))).toBe(code);
});

test('a file that is no policy', async () => {
  expect(await codeOf(readGatePolicy(put('{')))).toBe('file/malformed');
  expect(await codeOf(readGatePolicy(put('null')))).toBe('policy/invalid');
  expect(await codeOf(readGatePolicy(join(folder, 'none')))).toBe('file/unreadable');
  mkdirSync(join(folder, 'folder'));
  expect(await codeOf(readGatePolicy(join(folder, 'folder')))).toBe('file/unreadable');
});
