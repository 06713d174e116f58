import { createHash } from 'node:crypto';
import { GateError } from '../errors.js';
import { foldedStrength, LEAST_STRENGTH_BITS } from '../gatekeeper/foldedStrength.js';

const NAME = 'zkcwasm-stamp';
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** Far more tries than it takes: one digest in some thousands is good enough. */
const MOST_TRIES = 1 << 24;

/**
 * Appends a custom section with a number to a module, the least one with which the chain's comparison of code hashes is strong
 * enough for the gatekeeper. It has no meaning for any engine; the module's other bytes stay as they are. A module whose digest is
 * good already is returned unchanged.
 *
 * @throws GateError `file/malformed` where it is not a WebAssembly module
 */
export function stampModule(wasm: Uint8Array): Uint8Array {
  if (!MAGIC.every((byte, at) => wasm[at] === byte)) {
    throw new GateError('file/malformed', 'not a WebAssembly module of version 1');
  }
  const plain = createHash('sha256').update(wasm);
  if (isStrong(plain.copy())) return wasm;
  const name = Buffer.from(NAME);
  for (let count = 0; count < MOST_TRIES; count += 1) {
    const stamp = Buffer.alloc(4);
    stamp.writeUInt32LE(count);
    const section = Buffer.from([0, 1 + name.length + stamp.length, name.length, ...name, ...stamp]);
    if (isStrong(plain.copy().update(section))) return new Uint8Array(Buffer.concat([wasm, section]));
  }
  throw new GateError('file/malformed', 'no stamp was found for this module');
}

function isStrong(hash: ReturnType<typeof createHash>): boolean {
  return foldedStrength(hash.digest()) >= LEAST_STRENGTH_BITS;
}
