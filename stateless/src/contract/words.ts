/** How inputs of contracts are written, and where the contract library keeps things: for tests, tools and clients. */
import { cellKey, numberValue } from '../execute/cell.js';
import { SLOT_KINDS } from '../host/machine.js';
import { sha256 } from '../util/sha256.js';

/** A field of an input: a number is one byte, a bigint 32 bytes, big endian, and bytes are themselves. */
export type Field = number | bigint | Uint8Array;

/** Fields, one after the other. */
export function input(...fields: Field[]): Uint8Array {
  return Buffer.concat(
    fields.map((field) => {
      if (typeof field === 'number') return Uint8Array.of(field);
      return typeof field === 'bigint' ? numberValue(field) : field;
    }),
  );
}

/** A number of 64 bits, big endian, 8 bytes. */
export function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Key in the state of what a contract keeps at a generalized index: a `Field` of the contract library. */
export function fieldKey(contract: Uint8Array, index: bigint): Uint8Array {
  return cellKey(SLOT_KINDS.chunk, contract, numberValue(index));
}

/** Key in the state of an entry of a `Map` of the contract library, by its index and one or two keys of 32 bytes. */
export function mapKey(contract: Uint8Array, index: bigint, ...keys: Uint8Array[]): Uint8Array {
  const slot = sha256(u64(index), Uint8Array.of(keys.length), ...keys);
  return cellKey(SLOT_KINDS.keyed, contract, slot);
}
