import { makeImportList } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { Code, I32 } from '../../testkit/bombs/code.js';
import { Module } from '../../testkit/bombs/encoder.js';
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
  const module = new Module();
  module.importGlobal('m', 'g', I32);
  for (let i = 0; i < 65_536; i += 1) module.global(I32, false, new Code().globalGet(0));
  return module.done();
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
