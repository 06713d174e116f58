/** Digits → digits in groups of three, with thin spaces that no line breaks at. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Digits of a number of bytes → exact below 10 KiB, else rounded to three figures. */
export function bytesText(digits: string): string {
  let value = Number(digits);
  if (value < 10_240) return value === 1 ? '1 byte' : `${grouped(digits)} bytes`;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

/** A long digest → its first and last figures. */
export function short(hex: string): string {
  return hex.length <= 20 ? hex : `${hex.slice(0, 8)}…${hex.slice(-8)}`;
}
