import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { findModules } from '../../src/corpus/findModules.js';
import { identify } from '../../src/corpus/identify.js';
import { readCorpus } from '../../src/corpus/readCorpus.js';

const HEAD = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('corpus');
});

function put(name: string, content: string | Uint8Array = HEAD): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const names = async (...sources: string[]) => (await findModules(sources)).modules.map(({ name }) => name);

test('modules in and under a folder, by name; other files do not count', async () => {
  put('b.wasm');
  put('a/deep/c.wat', '(module)');
  put('a/readme.txt', 'text');
  expect(await names(folder)).toEqual(['a/deep/c.wat', 'b.wasm']);
});

test('links that lead around in a circle, or nowhere, end', async () => {
  put('x/a.wasm');
  symlinkSync('..', join(folder, 'x', 'up'));
  symlinkSync('.', join(folder, 'self'));
  symlinkSync('nowhere', join(folder, 'gone.wasm'));
  symlinkSync('ring.wasm', join(folder, 'ring.wasm'));
  const found = await findModules([folder]);
  expect(found.modules.map(({ name }) => name)).toEqual(['x/a.wasm']);
  expect(found.unreadable.map(({ name, error }) => [name, error.code])).toEqual([
    ['gone.wasm', 'input/unreadable'],
    ['ring.wasm', 'input/unreadable'],
  ]);
});

test('a pipe is not opened: reading it would never end', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.wasm')]);
  put('a.wasm');
  const list = put('some.list', 'pipe.wasm\na.wasm\n');
  for (const source of [folder, list]) {
    const { modules, unreadable } = await findModules([source]);
    expect(modules.map(({ name }) => name)).toEqual(['a.wasm']);
    expect(unreadable).toMatchObject([{ name: 'pipe.wasm', error: { code: 'input/unreadable' } }]);
  }
  await expect(findModules([join(folder, 'pipe.wasm')])).rejects.toMatchObject({ code: 'input/unreadable' });
});

test('a list names files and folders, relative to itself; what is not there is noted', async () => {
  put('in/a.wasm');
  put('in/more/b.wasm');
  const list = put('lists/all.list', '# comment\n\n../in/a.wasm\r\nnamed\t../in/more\ngone.wasm\n');
  const found = await findModules([list]);
  expect(found.modules.map(({ name }) => name)).toEqual(['../in/a.wasm', 'named/b.wasm']);
  expect(found.unreadable.map(({ name }) => name)).toEqual(['gone.wasm']);
});

test('a list with a circle in it, and a file that is there twice', async () => {
  put('in/a.wasm');
  symlinkSync('..', join(folder, 'in', 'up'));
  const list = put('all.list', 'in\nin/up/in\nin/a.wasm\n');
  expect(await names(list)).toEqual(['in/a.wasm']);
});

test.each([
  ['no UTF-8', Buffer.from([0x61, 0xff, 0x0a])],
  ['zero bytes', Buffer.from('a\0b\n')],
  ['an empty path', Buffer.from('name\t\n')],
])('a list with %s is none', async (_, content) => {
  await expect(findModules([put('bad.list', content)])).rejects.toMatchObject({ code: 'corpus/list' });
});

test('ten thousand entries, half of them not there, the others one of three modules', async () => {
  for (const i of [0, 1, 2]) put(`${i}.wasm`, Buffer.concat([HEAD, Buffer.from([0, 2, 1, 0x61 + i])]));
  const lines = Array.from({ length: 10_000 }, (_, i) =>
    i % 2 === 0 ? `n${i}\t${i % 3}.wasm` : `gone${i}.wasm`,
  );
  const { contracts, unreadable } = await readCorpus([put('many.list', lines.join('\n'))]);
  expect(contracts).toHaveLength(3);
  expect(unreadable).toHaveLength(5000);
}, 120_000);

test('what is no module, too large, empty, or gone by then is noted, and the rest goes on', async () => {
  put('good.wasm');
  put('same.wasm');
  put('text.wasm', 'hello');
  put('empty.wasm', '');
  put('broken.wat', '(module (func');
  put('large.wasm');
  truncateSync(join(folder, 'large.wasm'), (64 << 20) + 1);
  const { modules } = await findModules([folder]);
  rmSync(join(folder, put('gone.wasm').slice(folder.length)));
  const gone = { name: 'gone.wasm', path: join(folder, 'gone.wasm') };
  const { contracts, unreadable } = await identify([...modules, gone]);
  expect(contracts).toMatchObject([{ wasmBytes: 8, names: ['good.wasm', 'same.wasm'] }]);
  expect(unreadable.map(({ name, error }) => [name, error.code])).toEqual([
    ['broken.wat', 'input/wat'],
    ['empty.wasm', 'input/empty'],
    ['large.wasm', 'input/too-large'],
    ['text.wasm', 'input/not-wasm'],
    ['gone.wasm', 'input/unreadable'],
  ]);
});

test('where there is no module at all, it is said', async () => {
  await expect(readCorpus([folder])).rejects.toMatchObject({ code: 'corpus/empty' });
  put('text.wasm', 'hello');
  await expect(readCorpus([folder])).rejects.toMatchObject({ code: 'corpus/empty' });
  await expect(readCorpus([join(folder, 'nowhere')])).rejects.toMatchObject({ code: 'input/unreadable' });
});
