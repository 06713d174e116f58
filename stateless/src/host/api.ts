/** The host API as contracts import it. What each function does and costs is in docs/reference/stateless.md. */
import { type ImportList, makeImportList } from '@zkcwasm/verifier';

/** Version of the API; it is part of the module's name, so that another version is other imports. */
export const HOST_API_VERSION = 1;
/** The module that contracts import from. */
export const HOST_MODULE = 'zkcwasm_1';

/** Every function, in the order of the alphabet; a running runner says the same in its hello. */
export const HOST_FUNCTIONS = [
  'call',
  'chunk_get',
  'chunk_set',
  'context',
  'fuel_left',
  'input_length',
  'input_read',
  'keccak256',
  'log',
  'output_write',
  'returned_length',
  'returned_read',
  'revert',
  'sha256',
  'storage_get',
  'storage_set',
  'u256_add',
  'u256_addmod',
  'u256_divrem',
  'u256_mul',
  'u256_muldiv',
  'u256_mulmod',
  'u256_pow',
  'u256_sub',
] as const;

/** The imports that a contract may have, as a compile policy names them: `MODULE::NAME`. */
export const HOST_IMPORTS: readonly string[] = HOST_FUNCTIONS.map((name) => `${HOST_MODULE}::${name}`);

/** The same as the canonical list whose digest a journal holds. */
export function hostImportList(): ImportList {
  return makeImportList(HOST_IMPORTS);
}

/** How a call ends; the index is the number that contracts see. */
export const STATUSES = [
  'returned',
  'reverted',
  'trapped',
  'out-of-fuel',
  'no-code',
  'unusable',
  'too-deep',
] as const;
export type Status = (typeof STATUSES)[number];

/** Most bytes that a call returns, reverts with or logs at once. */
export const MAX_CALL_BYTES = 1 << 16;
