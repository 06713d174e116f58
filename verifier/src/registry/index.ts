/** A registry of accepted artifacts whose root is all that a light client needs; see `tree.ts` for the construction. */
export { auditRegistry, type RegistryAudit } from './auditRegistry.js';
export { decodeProof } from './decodeProof.js';
export { encodeProof } from './encodeProof.js';
export { type RegistryEntry, type RegistryKey, toRegistryEntry } from './entry.js';
export { fieldFromBytes, fieldToBytes } from './field.js';
export { mergeProofs } from './mergeProofs.js';
export { MAX_CLAIMS, MAX_PROOF_BYTES, PROOF_VERSION, type RegistryProof } from './proof.js';
export { recordAccepted } from './recordAccepted.js';
export { openRegistry, type Registry, type RegistryState } from './registry.js';
export { type MemberPath, memberPaths, proofRoot, type Shown, verifyProof } from './verifyProof.js';
