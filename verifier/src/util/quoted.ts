/** Longest text that a message quotes, UTF-16 units. */
const MOST = 64;

/** Text from outside as a message quotes it: in JSON's quotes and escapes, and cut where it is long. */
export function quoted(text: string): string {
  return text.length <= MOST ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, MOST))}...`;
}
