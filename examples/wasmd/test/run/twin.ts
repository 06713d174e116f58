/**
 * Another digest that `bytes.EqualFold` takes for this one: letters change their case, and each byte that is no UTF-8 is replaced by
 * another such byte.
 */
export function twinOf(digest: Uint8Array): Uint8Array {
  const twin = digest.slice();
  for (let at = 0; at < digest.length; at += 1) {
    const byte = digest[at] ?? 0;
    if (/[A-Za-z]/.test(String.fromCharCode(byte))) twin[at] = byte ^ 0x20;
    else if (byte >= 0x80 && !inCharacter(digest, at)) twin[at] = byte === 0xff ? 0xfe : 0xff;
  }
  return twin;
}

/** Whether a byte of the upper half belongs to a character of UTF-8. */
function inCharacter(digest: Uint8Array, at: number): boolean {
  // What replaces each piece that is no UTF-8 has the length of three bytes; so ask for each start and length.
  for (let start = Math.max(0, at - 3); start <= at; start += 1) {
    for (let length = at - start + 1; length <= 4; length += 1) {
      try {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(digest.subarray(start, start + length));
        if ([...text].length === 1 && start + length <= digest.length) return true;
      } catch {
        // Not a character.
      }
    }
  }
  return false;
}
