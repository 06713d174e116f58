import { fromHex } from '../../util/hex.js';
import { prepareKey } from '../groth16/prepareKey.js';
import type { PreparedKey } from '../groth16/verifyingKey.js';
import { decodeGnarkKey } from './decodeGnarkKey.js';
import { SP1_KEY } from './sp1Groth16Key.js';

let prepared: PreparedKey | undefined;

/** SP1's Groth16 key, decoded and prepared at the first call. */
export function sp1PreparedKey(): PreparedKey {
  prepared ??= prepareKey(decodeGnarkKey(fromHex(SP1_KEY, SP1_KEY.length / 2) ?? new Uint8Array()));
  return prepared;
}
