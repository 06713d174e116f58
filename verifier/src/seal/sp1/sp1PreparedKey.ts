import { hexConstant } from '../../util/hex.js';
import { prepareKey } from '../groth16/prepareKey.js';
import type { PreparedKey } from '../groth16/verifyingKey.js';
import { decodeGnarkKey } from './decodeGnarkKey.js';
import { SP1_KEY } from './sp1Groth16Key.js';

/** Bytes of the key in gnark's compressed form. */
const KEY_BYTES = 492;

let prepared: PreparedKey | undefined;

/** SP1's Groth16 key, decoded and prepared at the first call. */
export function sp1PreparedKey(): PreparedKey {
  prepared ??= prepareKey(decodeGnarkKey(hexConstant(SP1_KEY, KEY_BYTES)));
  return prepared;
}
