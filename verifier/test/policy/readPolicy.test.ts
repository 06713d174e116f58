import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { readPolicy } from '../../src/node.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-policy-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(content: string | Uint8Array): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, content);
  return path;
}

test('a policy is read and checked', async () => {
  const policy = await readPolicy(file('{"images": [], "maxCycles": 7}'));
  expect(policy.maxCycles).toBe(7n);
});

test.each([
  ['JSON that is cut', '{"maxCycles": 7', 'policy/invalid'],
  ['nothing', '', 'policy/invalid'],
  ['JSON that is no policy', '[]', 'policy/invalid'],
  ['a name that is not UTF-8', Buffer.from('{"imports": ["env::\xff"]}', 'latin1'), 'policy/invalid'],
  ['more than any policy takes', new Uint8Array((4 << 20) + 1), 'input/too-large'],
])('%s', async (_, content, code) => {
  expect(await codeOf(readPolicy(file(content)))).toBe(code);
});

test('a file that is not there', async () => {
  expect(await codeOf(readPolicy(join(folder, 'none')))).toBe('input/unreadable');
});
