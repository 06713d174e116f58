import { concatBytes, latin1 } from '../util/bytes.js';
import { littleEndian } from '../util/littleEndian.js';
import { encodeEntries, encodeLimits, idOf } from './encodeEntries.js';
import { LIMITS, METRICS, REASONS } from './ids.js';
import type { Blob, Journal } from './journal.js';

/**
 * Journal → its one byte string, as `guest/journal` writes it. For tests and tools: a verifier only ever decodes.
 *
 * @throws RangeError if a name or number does not fit its field
 */
export function encodeJournal(journal: Journal): Uint8Array {
  const parts: Uint8Array[] = [latin1('zkcwasm/journal\0'), littleEndian(2n, 2), journal.context];
  parts.push(
    name(journal.compiler.name),
    name(journal.compiler.version),
    journal.profile,
    name(journal.target),
  );
  parts.push(...blob(journal.wasm), encodeLimits(journal.limits), journal.imports);
  const { outcome } = journal;
  if (outcome.kind === 'compiled') {
    parts.push(littleEndian(0n, 1), ...blob(outcome.artifact));
  } else {
    const reason = idOf(REASONS, outcome.reason);
    const limit = outcome.limit === undefined ? 0xffff : idOf(LIMITS, outcome.limit);
    parts.push(littleEndian(1n, 1), littleEndian(BigInt(reason), 2), littleEndian(BigInt(limit), 2));
    parts.push(littleEndian(BigInt(outcome.functionIndex ?? 0xffff_ffff), 4));
    parts.push(littleEndian(outcome.offset ?? 0xffff_ffff_ffff_ffffn, 8));
    parts.push(littleEndian(outcome.value, 8), littleEndian(outcome.bound, 8));
  }
  parts.push(encodeEntries(journal.metering, METRICS));
  return concatBytes(parts);
}

function name(text: string): Uint8Array {
  return concatBytes([littleEndian(BigInt(text.length), 1), latin1(text)]);
}

function blob({ digest, length }: Blob): Uint8Array[] {
  return [digest, littleEndian(length, 8)];
}
