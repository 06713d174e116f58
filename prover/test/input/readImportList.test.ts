import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { readImportList } from '../../src/input/readImportList.js';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder('imports');
});

function read(content: string | Uint8Array) {
  const path = join(folder, 'list');
  writeFileSync(path, content);
  return readImportList(path);
}

test('a pattern a line; comments, empty lines and space around do not count', async () => {
  expect(await read('# all of env\nenv::*\r\n\n   a::b c \n#x::y\n*')).toEqual([
    { module: 'env', name: '*' },
    { module: 'a', name: 'b c' },
    { module: '*', name: '*' },
  ]);
  expect(await read('')).toEqual([]);
});

test('a number sign inside a name is part of it', async () => {
  expect(await read('env::#a # b')).toEqual([{ module: 'env', name: '#a # b' }]);
});

test.each([
  ['a line that is none', 'env::a\nenv', 'imports/pattern'],
  ['a binary', Uint8Array.of(0xff, 0xfe), 'imports/pattern'],
  ['more than any list takes', new Uint8Array((16 << 20) + 1), 'input/too-large'],
])('%s', async (_, content, code) => {
  await expect(read(content)).rejects.toThrow(expect.objectContaining({ code }));
});
