import { UsageError } from '../errors/base.js';

/** @throws UsageError `usage/invalid` */
export function numberOption(text: string, option: string): number {
  if (text === 'Infinity' || /^[0-9]{1,15}(\.[0-9]{1,9})?$/.test(text)) return Number(text);
  throw new UsageError(
    'usage/invalid',
    `${option} takes a number, and not ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** A whole number without a limit of 2^53. @throws UsageError `usage/invalid` */
export function bigOption(text: string, option: string): bigint {
  if (/^(0|[1-9][0-9]{0,77})$/.test(text)) return BigInt(text);
  throw new UsageError(
    'usage/invalid',
    `${option} takes a whole number, and not ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** Bytes in hex, of a length that is known or any. @throws UsageError `usage/invalid` */
export function hexOption(text: string, option: string, length?: number): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  const whole = /^([0-9a-f]{2})*$/.test(digits) && (length === undefined || digits.length === 2 * length);
  if (whole) return Buffer.from(digits, 'hex');
  const wanted = length === undefined ? 'bytes in hex' : `${length} bytes in hex`;
  throw new UsageError(
    'usage/invalid',
    `${option} takes ${wanted}, and not ${JSON.stringify(text.slice(0, 80))}`,
  );
}
