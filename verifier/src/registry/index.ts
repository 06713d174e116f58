/**
 * `@zkcwasm/verifier/registry`: proofs about a registry of accepted artifacts, whose root is all that a light client needs. No
 * file and nothing native; `@zkcwasm/node` keeps a registry on disk. See `tree.ts` for the construction.
 *
 * @packageDocumentation
 */
export { decodeProof } from './decodeProof.js';
export { encodeProof } from './encodeProof.js';
export { type RegistryEntry, type RegistryKey, toRegistryEntry } from './entry.js';
export { fieldFromBytes, fieldToBytes } from './field.js';
export { mergeProofs } from './mergeProofs.js';
export { MAX_CLAIMS, MAX_PROOF_BYTES, PROOF_VERSION, type RegistryProof } from './proof.js';
export { type MemberPath, memberPaths, proofRoot, type Shown, verifyProof } from './verifyProof.js';
