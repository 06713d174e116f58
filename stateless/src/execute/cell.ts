/** Where things are in the state: keys are hashes, so that no contract reaches what is another's. */
import { sha256 } from '../util/sha256.js';

const DOMAIN = Buffer.from('zkcwasm cell 1\n');
const NONCE = 0;

/** Key of a slot of a contract; kinds as in `SLOT_KINDS`. */
export function cellKey(kind: number, owner: Uint8Array, slot: Uint8Array): Uint8Array {
  return sha256(DOMAIN, Uint8Array.of(kind), owner, slot);
}

/** Key of a sender's nonce. */
export function nonceKey(sender: Uint8Array): Uint8Array {
  return cellKey(NONCE, sender, new Uint8Array(32));
}

/** A number as a value of 32 bytes, big endian. */
export function numberValue(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

/** The number that a value is. */
export function valueNumber(value: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(value).toString('hex')}`);
}
