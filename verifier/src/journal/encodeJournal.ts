import { LIMITS, METRICS, REASONS } from './ids.js';
import type { Blob, Journal } from './journal.js';

/**
 * Journal → its one byte string, as `guest/journal` writes it. For tests and tools: a verifier only ever decodes.
 *
 * @throws RangeError if a name or number does not fit its field
 */
export function encodeJournal(journal: Journal): Uint8Array {
  const parts: Uint8Array[] = [ascii('zkcwasm/journal\0'), number(1n, 2), journal.context];
  parts.push(
    name(journal.compiler.name),
    name(journal.compiler.version),
    journal.profile,
    name(journal.target),
  );
  parts.push(...blob(journal.wasm), ...entries(journal.limits, LIMITS));
  const { outcome } = journal;
  if (outcome.kind === 'compiled') {
    parts.push(number(0n, 1), ...blob(outcome.artifact));
  } else {
    const reason = idOf(REASONS, outcome.reason);
    parts.push(number(1n, 1), number(BigInt(reason), 2));
    parts.push(number(BigInt(outcome.functionIndex ?? 0xffff_ffff), 4));
    parts.push(number(outcome.offset ?? 0xffff_ffff_ffff_ffffn, 8));
    parts.push(number(outcome.value, 8), number(outcome.bound, 8));
  }
  parts.push(...entries(journal.metering, METRICS));
  return new Uint8Array(Buffer.concat(parts));
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function name(text: string): Uint8Array {
  return Buffer.concat([number(BigInt(text.length), 1), ascii(text)]);
}

function number(value: bigint, bytes: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(8 * bytes))
    throw new RangeError(`${value} does not fit ${bytes} bytes`);
  return Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function blob({ digest, length }: Blob): Uint8Array[] {
  return [digest, number(length, 8)];
}

function idOf(names: Readonly<Record<number, string>>, wanted: string): number {
  const found = Object.entries(names).find(([, text]) => text === wanted);
  if (found === undefined) throw new RangeError(`unknown entry ${wanted}`);
  return Number(found[0]);
}

function entries(
  record: Partial<Record<string, bigint>>,
  names: Readonly<Record<number, string>>,
): Uint8Array[] {
  const list = Object.entries(record)
    .flatMap(([text, value]) => (value === undefined ? [] : [{ id: idOf(names, text), value }]))
    .sort((a, b) => a.id - b.id);
  return [
    number(BigInt(list.length), 1),
    ...list.flatMap(({ id, value }) => [number(BigInt(id), 2), number(value, 8)]),
  ];
}
