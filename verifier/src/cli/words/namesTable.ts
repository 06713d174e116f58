import { textTable } from './table.js';
import type { Told } from './told.js';

const NONE = '00'.repeat(32);
/** Digits of a digest that are shown: enough to compare by eye with one that is known, not to rely on. */
const SHOWN = 16;

/** The first digits of a digest. */
export function short(hex: string): string {
  return hex.length <= SHOWN ? hex : `${hex.slice(0, SHOWN)}...`;
}

/**
 * What a statement is about, by the first digits of each digest.
 *
 * @param more further rows: name and value, in full
 */
export function namesTable(told: Told, more: readonly (readonly [string, string])[] = []): string {
  return textTable([
    ['module', short(told.wasmDigest)],
    ...(told.artifactDigest === undefined ? [] : [['artifact', short(told.artifactDigest)]]),
    ['image', short(told.imageId)],
    ['context', told.context === NONE ? 'none' : short(told.context)],
    ...more,
  ]);
}
