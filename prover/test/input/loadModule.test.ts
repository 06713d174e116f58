import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { loadModule } from '../../src/input/loadModule.js';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder('input');
});

async function load(bytes: Uint8Array | string): Promise<Uint8Array | string> {
  const path = join(folder, 'module');
  writeFileSync(path, bytes);
  return loadModule(path).catch((error: { code: string }) => error.code);
}

const header = [0x00, 0x61, 0x73, 0x6d];

test('binary as it is', async () => {
  const bytes = Uint8Array.of(...header, 1, 0, 0, 0);
  expect(await load(bytes)).toEqual(bytes);
});

test('text is assembled', async () => {
  const bytes = await load(
    ';; a comment (\n(; another ;) (module (func (export "f") (result i32) i32.const 7))',
  );
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect((bytes as Uint8Array).slice(0, 4)).toEqual(Uint8Array.of(...header));
});

test.each([
  ['nothing', '', 'input/empty'],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'input/not-wasm'],
  ['zeros', new Uint8Array(1 << 20), 'input/not-wasm'],
  ['English', 'hello', 'input/not-wasm'],
  ['a component', Uint8Array.of(...header, 0x0d, 0, 1, 0), 'input/component'],
  ['text with an error', '(module (func i32.bogus))', 'input/wat'],
  ['text that never ends', '(module', 'input/wat'],
])('%s is refused', async (_, bytes, code) => {
  expect(await load(bytes)).toBe(code);
});

test('a cut module is the compiler’s to refuse, provably', async () => {
  expect(await load(Uint8Array.of(...header, 1))).toBeInstanceOf(Uint8Array);
});

test('a file that is not there', async () => {
  expect(await loadModule(join(folder, 'none')).catch((e: { code: string }) => e.code)).toBe(
    'input/unreadable',
  );
});

test('more than the limit', async () => {
  const path = join(folder, 'large');
  writeFileSync(path, new Uint8Array((64 << 20) + 1));
  expect(await loadModule(path).catch((e: { code: string }) => e.code)).toBe('input/too-large');
});

test('a file without end', async () => {
  expect(await loadModule('/dev/zero').catch((e: { code: string }) => e.code)).toBe('input/too-large');
});
