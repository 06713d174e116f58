/** Stored code lives as long as it has users. */
import type { CodeHash } from '../codeHash.js';
import type { Work } from './step.js';

/** Notes one more user, and stores the code if it is the first. */
export function increaseReferences({ state }: Work, hash: CodeHash, bytes: Uint8Array): void {
  const stored = state.codes.get(hash);
  if (stored === undefined) state.codes.set(hash, { bytes: bytes.slice(), references: 1 });
  else stored.references += 1;
}

/** Notes one user less, and removes the code with the last. Code without users stays as it is. */
export function decreaseReferences({ state }: Work, hash: CodeHash): void {
  const stored = state.codes.get(hash);
  if (stored === undefined || stored.references === 0) return;
  if (stored.references === 1) state.codes.delete(hash);
  else stored.references -= 1;
}
