import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytes, codeOf, fixture } from '../../../testkit/fixtures.js';
import { decodeReceipt } from '../../src/index.js';
import { checkStark } from '../../src/seal/checkStark.js';

const { seal } = decodeReceipt(fixture('add').receipt);
/** Where the proof's public values are: their number as 64 bits, then 32 bits each (`ShardProof`, crate sp1-hypercube). */
const PUBLIC_VALUES_AT = 104;
const PUBLIC_VALUES = 187;

test('the check has no imports, so it can reach nothing', async () => {
  const module = await WebAssembly.compile(readFileSync(new URL('../../wasm/stark.wasm', import.meta.url)));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
});

test('any public value of a proof changed: exit code, clock and completeness among them', async () => {
  const view = new DataView(seal.buffer, seal.byteOffset);
  expect(view.getBigUint64(PUBLIC_VALUES_AT, true)).toBe(BigInt(PUBLIC_VALUES));
  for (let i = 0; i < PUBLIC_VALUES; i += 1) {
    const changed = seal.slice();
    const at = PUBLIC_VALUES_AT + 8 + 4 * i;
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await codeOf(checkStark(changed)), `public value ${i}`).toMatch(
      /^seal\/(malformed|rejected|recursion-key)$/,
    );
  }
  const { add } = JSON.parse(Buffer.from(bytes('fixtures.json')).toString()) as { add: { cycles: string } };
  expect((await checkStark(seal)).cycles).toBe(BigInt(add.cycles));
});

test('a trap is an error of the seal, and the next seal gets a new instance', async () => {
  // More than any memory of the check can hold: it traps where it makes room.
  const endless = new Proxy(new Uint8Array(0), {
    get: (target, name) => (name === 'length' ? 0xffff_fff0 : Reflect.get(target, name)),
  });
  expect(await codeOf(checkStark(endless))).toBe('seal/malformed');
  expect(await codeOf(checkStark(seal))).toBe('accepted');
});
