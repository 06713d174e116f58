import { describe, expect, test } from 'vitest';
import { ALL, counter } from '../../../testkit/statelessContracts.js';
import { checkContract } from '../../src/deploy/deploy.js';
import { moduleShape } from '../../src/deploy/moduleShape.js';
import { HOST_IMPORTS } from '../../src/host/api.js';

const codeOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};
const section = (id: number, ...body: number[]) => [id, body.length, ...body];
const wasm = (...parts: number[][]) => Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...parts.flat()]);
const name = (text: string) => [text.length, ...Buffer.from(text)];
const EXPORTS = section(7, 2, ...name('memory'), 2, 0, ...name('run'), 0, 0);

describe('imports and exports of a module', () => {
  test('are what V8 finds in the example contracts', () => {
    for (const { wasm } of ALL) {
      const module = new WebAssembly.Module(new Uint8Array(wasm));
      const shape = moduleShape(wasm);
      expect(shape.imports.map(({ name }) => name)).toEqual(
        WebAssembly.Module.imports(module).map(({ module, name }) => `${module}::${name}`),
      );
      expect(shape.exports.map(({ name }) => name)).toEqual(
        WebAssembly.Module.exports(module).map(({ name }) => name),
      );
      checkContract(wasm);
    }
  });

  test('have to be those of a contract', () => {
    const imported = (module: string, what: string, kind = 0) =>
      wasm(section(2, 1, ...name(module), ...name(what), kind, 0), EXPORTS);
    expect(codeOf(() => checkContract(wasm(EXPORTS)))).toBe('nothing thrown');
    expect(codeOf(() => checkContract(imported('zkcwasm_1', 'sha256')))).toBe('nothing thrown');
    expect(codeOf(() => checkContract(imported('zkcwasm_1', 'sha512')))).toBe('deploy/imports');
    expect(codeOf(() => checkContract(imported('env', 'sha256')))).toBe('deploy/imports');
    expect(codeOf(() => checkContract(imported('zkcwasm_1', 'sha256', 3)))).toBe('deploy/imports');
    expect(codeOf(() => checkContract(wasm()))).toBe('deploy/exports');
    const swapped = section(7, 2, ...name('memory'), 0, 0, ...name('run'), 2, 0);
    expect(codeOf(() => checkContract(wasm(swapped)))).toBe('deploy/exports');
    expect(HOST_IMPORTS).toContain('zkcwasm_1::sha256');
  });

  test('of what is cut or altered are refused, and never loop', () => {
    const codes = new Set<string>();
    for (let end = 0; end < counter.wasm.length; end += 1) {
      codes.add(codeOf(() => checkContract(counter.wasm.subarray(0, end))));
    }
    for (let at = 0; at < counter.wasm.length; at += 1) {
      const other = Buffer.from(counter.wasm);
      other[at] = 0xff;
      codes.add(codeOf(() => checkContract(other)));
    }
    codes.delete('nothing thrown');
    expect([...codes].sort()).toEqual(['deploy/exports', 'deploy/imports', 'deploy/module']);
    expect(codeOf(() => moduleShape(wasm(section(2, 0xff, 0xff, 0xff, 0xff, 0x0f))))).toBe('deploy/module');
    expect(codeOf(() => moduleShape(wasm(section(7, 0x80, 0x80, 0x80, 0x80, 0x80, 0))))).toBe(
      'deploy/module',
    );
    expect(codeOf(() => moduleShape(wasm(section(7, 0, 0))))).toBe('deploy/module');
  });
});
