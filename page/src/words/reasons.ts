import type { RejectReason } from '@zkcwasm/verifier';

/** Why a compiler refused a module, as the end of "It was refused because …". */
export const REASON_WORDS: Record<RejectReason, string> = {
  'invalid wasm': 'it is not a valid WebAssembly module under the features that the profile allows',
  unsupported: 'it is valid, but uses something that the compiler does not support',
  'compiler limit': "it exceeds a limit of the compiler's own",
  'compiler error': 'the compiler reported an error',
  'compiler panic': 'the compiler stopped at a fault of its own',
  'heap limit': 'compiling it needs more memory than the limit allows',
  'module too large': 'it is larger than the limit allows',
  'shape limit': 'a count of its parts is over a limit',
  'allocation limit': 'compiling it asks for more memory in all than the limit allows',
  'artifact too large': 'its artifact would be larger than the limit allows',
  'import not allowed': 'it imports something that is not on the list of allowed imports',
  'instruction limit': 'compiling it takes more instructions than the limit allows',
};
