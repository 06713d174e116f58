import { expect, test } from 'vitest';
import { sha256 } from '../../../../verifier/src/node.js';
import { stampModule } from '../../src/developer/stamp.js';
import { foldedStrength, LEAST_STRENGTH_BITS } from '../../src/gatekeeper/foldedStrength.js';
import { codeOf } from '../codeOf.js';
import { committed, contract } from '../run/demo.js';

test('a stamp gives a digest that the chain compares well, and changes nothing before it', async () => {
  const plain = committed('add.wasm');
  const stamped = stampModule(plain);
  expect(foldedStrength(sha256(plain))).toBeLessThan(LEAST_STRENGTH_BITS);
  expect(foldedStrength(sha256(stamped))).toBeGreaterThanOrEqual(LEAST_STRENGTH_BITS);
  expect(stamped.subarray(0, plain.length)).toEqual(plain);
  expect(stamped.length).toBe(plain.length + 20);
  expect(
    WebAssembly.Module.customSections(new WebAssembly.Module(new Uint8Array(stamped)), 'zkcwasm-stamp'),
  ).toHaveLength(1);
});

test('what is stamped stays as it is, the committed contract among it', () => {
  expect(stampModule(contract())).toEqual(contract());
  expect(stampModule(stampModule(committed('add.wasm')))).toEqual(stampModule(committed('add.wasm')));
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('(module)')],
])('no module: %s', async (_, bytes) => {
  expect(await codeOf(() => stampModule(bytes))).toBe('file/malformed');
});
