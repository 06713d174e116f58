import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALL } from '../../../testkit/statelessContracts.js';
import { HOST_FUNCTIONS, HOST_IMPORTS, HOST_MODULE, hostImportList } from '../../src/host/api.js';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test('the runner, this package and the documentation have the same functions, in the order of the alphabet', () => {
  const [, names] = /NAMES: &\[&str\] = &\[([^\]]*)\]/.exec(read('stateless/runner/src/api.rs')) ?? [];
  expect([...(names ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name)).toEqual([...HOST_FUNCTIONS]);
  expect([...HOST_FUNCTIONS].sort()).toEqual([...HOST_FUNCTIONS]);
  const page = read('docs/reference/stateless.md');
  for (const name of HOST_FUNCTIONS) expect(page).toContain(`\`${name}`);
});

test('the import list names each of them, for a compile policy', () => {
  expect(hostImportList().patterns).toHaveLength(HOST_FUNCTIONS.length);
  expect(HOST_IMPORTS).toContain('zkcwasm_1::storage_get');
});

test('the example contracts import nothing else', async () => {
  for (const { wasm } of ALL) {
    const module = await WebAssembly.compile(Uint8Array.from(wasm));
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      expect(`${from}::${name}`).toBe(`${HOST_MODULE}::${name}`);
      expect(HOST_FUNCTIONS).toContain(name);
    }
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['memory', 'run']),
    );
  }
});
