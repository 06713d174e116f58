/** A compressed SP1 proof from one form to the other. Neither direction verifies it. */
import { type StarkExports, withSeal } from './starkInstance.js';

/**
 * SP1's own form → half the bytes, from which exactly the same come out again.
 *
 * @throws SealError `seal/malformed` of a seal that has no packed form; a proof that verifies has one
 */
export async function packSeal(seal: Uint8Array): Promise<Uint8Array> {
  return withSeal(seal, 'pack', readOutput);
}

/**
 * Packed → SP1's own form: at most four times as many bytes, and at most 8 MiB.
 *
 * @throws SealError `seal/malformed`
 */
export async function unpackSeal(packed: Uint8Array): Promise<Uint8Array> {
  return withSeal(packed, 'unpack', readOutput);
}

/**
 * The compressed proof of an envelope in SP1's own form, whatever its version.
 *
 * @throws SealError `seal/malformed`
 */
export async function sp1Seal({ version, seal }: { version: 1 | 2; seal: Uint8Array }): Promise<Uint8Array> {
  return version === 1 ? seal : unpackSeal(seal);
}

function readOutput(check: StarkExports): Uint8Array {
  return new Uint8Array(check.memory.buffer, check.output(), check.output_length()).slice();
}
