import { makeImportList } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  meter,
  NO_CONTEXT,
  openImage,
  withEngine,
} from '../src/index.js';

/**
 * Wasmtime 48 keeps 16 bits for the kinds of memory access of a function, and unwraps. Its start-up function has one kind
 * for each global that is initialised from another one, so 65,536 of them are too many: a valid module, and a panic.
 */
function moduleThatPanics(): Uint8Array {
  const globals = 65_536;
  const i32 = 0x7f;
  const global = [i32, 0, 0x23, 0, 0x0b]; // its value is that of global 0
  const imports = [1, 1, 0x6d, 1, 0x67, 3, i32, 0]; // one global, "m" "g"
  const body = [...leb(globals), ...Array.from({ length: globals }, () => global).flat()];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[2, imports.length, ...imports],
    ...[6, ...leb(body.length), ...body],
  ]);
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

test('a panic of the compiler is a refusal like any other', async () => {
  const wasm = moduleThatPanics();
  expect(WebAssembly.validate(new Uint8Array(wasm))).toBe(true);
  const job = {
    image: await openImage(),
    wasm,
    limits: { ...DEFAULT_LIMITS, globals: undefined },
    imports: makeImportList(['m::g']),
    maxCycles: DEFAULT_MAX_CYCLES,
    context: NO_CONTEXT,
  };
  await withEngine(async (engine) => {
    const panicked = await meter(engine, job);
    expect(panicked).toMatchObject({ outcome: 'rejected', rejection: { reason: 'compiler panic' } });
    const limited = await meter(engine, { ...job, limits: DEFAULT_LIMITS });
    expect(limited).toMatchObject({ rejection: { reason: 'shape limit', limit: 'globals' } });
  });
});
