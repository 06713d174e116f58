import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from '../../src/native/readLines.js';

const MOST = 8;

/** What is made of chunks. */
async function read(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const stream = new PassThrough();
  const seen: string[] = [];
  readLines(stream, {
    most: MOST,
    onLine: (line) => seen.push(line),
    onTooLong: () => seen.push('TOO LONG'),
  });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return seen;
}

test('lines, however they are cut into chunks', async () => {
  expect(await read('a\nbc\n', 'd', 'e', 'f\n\n', 'g\n')).toEqual(['a', 'bc', 'def', '', 'g']);
});

test('a character that is cut in two is whole again', async () => {
  const bytes = Buffer.from('é\n');
  expect(await read(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
});

test('half a line at the end is dropped', async () => {
  expect(await read('a\nhalf')).toEqual(['a']);
  expect(await read('half')).toEqual([]);
  expect(await read()).toEqual([]);
});

test('a line as long as is taken, and nothing behind one that is longer', async () => {
  expect(await read('12345678\n', 'a\n')).toEqual(['12345678', 'a']);
  expect(await read('1234', '5678', '9\na\n', 'b\n')).toEqual(['TOO LONG']);
  expect(await read('x'.repeat(100_000), 'x'.repeat(100_000))).toEqual(['TOO LONG']);
});
