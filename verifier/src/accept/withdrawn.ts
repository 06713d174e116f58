import type { VerifierError } from '../errors/base.js';
import { DIGEST_NAME, ENTRY_NAME, LAYOUT } from './layout.js';

/** An artifact that no entry of a store stands for any more. */
export interface Withdrawn {
  /** In hex. */
  wasmDigest: string;
  /** In hex. */
  imageId: string;
  /** Why its last entry was moved away. */
  error: VerifierError;
}

/**
 * The artifacts among entries that do not hold, but for those of which another entry of the same module and image holds.
 *
 * @param gone what does not hold, by its path in the store
 * @param held paths of the entries that do
 */
export function withdrawnOf(
  gone: readonly { from: string; error: VerifierError }[],
  held: readonly string[],
): Withdrawn[] {
  const standing = new Set(held.map((from) => nameOf(artifactOf(from))));
  return gone.flatMap(({ from, error }) => {
    const artifact = artifactOf(from);
    return artifact === undefined || standing.has(nameOf(artifact)) ? [] : [{ ...artifact, error }];
  });
}

type Artifact = Omit<Withdrawn, 'error'>;

/** By the folder alone: entry.json may be what was damaged. Undefined for what is no entry of an artifact. */
function artifactOf(from: string): Artifact | undefined {
  const [layout, wasmDigest = '', entry = '', ...more] = from.split('/');
  if (layout !== LAYOUT || !DIGEST_NAME.test(wasmDigest) || more.length > 0) return undefined;
  const [, , kind] = ENTRY_NAME.exec(entry) ?? [];
  return kind === 'artifact' ? { wasmDigest, imageId: entry.slice(0, wasmDigest.length) } : undefined;
}

function nameOf(artifact: Artifact | undefined): string {
  return artifact === undefined ? '' : `${artifact.wasmDigest} ${artifact.imageId}`;
}
