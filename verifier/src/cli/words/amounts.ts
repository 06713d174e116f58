/** Amounts as people read them; exact figures are in what `--json` prints. */

/** An integer with its digits in groups of three: `6,780,342`. */
export function grouped(value: bigint | number | string): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Bytes, exactly, and from ten thousand on in a unit that is easier to hold in mind: `150,339 bytes (146.8 KiB)`. */
export function bytesInWords(value: bigint | number | string): string {
  const bytes = BigInt(value);
  const exact = bytes === 1n ? '1 byte' : `${grouped(bytes)} bytes`;
  if (bytes < 10_000n) return exact;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let [size, unit] = [Number(bytes) / 1024, 0];
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${exact} (${size.toFixed(1)} ${units[unit]})`;
}

/** A time in seconds, as precise as it is of use: `0.4 s`, `45 s`, `16 min`, `2.5 h`. */
export function durationInWords(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
