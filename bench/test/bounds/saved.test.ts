import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Saved } from '../../bounds/saved.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-saved-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was measured is not measured again', async () => {
  const file = join(folder, 'deep', 'figures.jsonl');
  expect(await (await Saved.open<number>(file)).get('a', async () => 7)).toBe(7);
  const never = async (): Promise<number> => {
    throw new Error('measured again');
  };
  expect(await (await Saved.open<number>(file)).get('a', never)).toBe(7);
});

test('a last line that was cut off is measured again, and what follows it is read', async () => {
  const file = join(folder, 'figures.jsonl');
  writeFileSync(file, '{"key":"a","value":1}\n');
  appendFileSync(file, '{"key":"b","val');
  const saved = await Saved.open<number>(file);
  expect(await saved.get('b', async () => 2)).toBe(2);
  expect(readFileSync(file, 'utf8')).toContain('{"key":"b","value":2}\n');
  const again = await Saved.open<number>(file);
  expect(await again.get('b', async () => 3)).toBe(2);
  expect(await again.get('a', async () => 3)).toBe(1);
});
