/**
 * How strong wasmd's comparison of code hashes is for one hash. `StoreCodeAuthorization` compares with Go's `bytes.EqualFold`, which
 * reads both hashes as UTF-8 text: upper and lower case are equal, and so are any two bytes that are not UTF-8 (both decode to
 * U+FFFD). About half of a digest is such bytes, so the chain takes very many digests for the one that was granted. One digest in
 * 2^41.7 has nothing else: whoever may choose both files finds two that the chain cannot tell apart after as many tries for each, which
 * is five minutes of one large graphics card. A digest with few such bytes compares nearly as well as it should.
 */
import { GateError } from '../errors.js';

/**
 * Least strength of a digest that is granted, bits: the chance that a random digest is taken for it is at most 2^-200. As being
 * taken for each other is an equivalence, two files of which one passes then need at least 2^100 tries: what the proof system states.
 */
export const LEAST_STRENGTH_BITS = 200;

const BITS = {
  /** One byte, and nothing else folds to it. */
  other: 8,
  /** Upper and lower case; for `k` and `s` a longer character as well, which the margin of a hundredth of a bit covers. */
  letter: 6.99,
  /** Any byte of the upper half where it is not UTF-8, or U+FFFD itself. */
  invalid: 0.99,
  /** At most four characters fold to one another, and each takes two bytes at least. */
  character: 14,
};

/** Longer characters that fold to `s` and `k`. */
const FOLDS_TO_ASCII = new Set(['\u017f', '\u212a']);

/**
 * A lower bound on the strength of a digest under `bytes.EqualFold`, in bits: minus the binary logarithm of the chance that a
 * uniformly random digest is taken for it. 256 at most, and 0.99 for each byte at worst.
 */
export function foldedStrength(digest: Uint8Array): number {
  let bits = 0;
  let at = 0;
  while (at < digest.length) {
    const { character, length } = decodeAt(digest, at);
    bits += bitsOf(character);
    at += length;
  }
  return bits;
}

/**
 * @throws GateError `gate/weak-digest`
 */
export function checkFoldedStrength(digest: Uint8Array): void {
  const bits = foldedStrength(digest);
  if (bits >= LEAST_STRENGTH_BITS) return;
  throw new GateError(
    'gate/weak-digest',
    `the chain compares code hashes as text, and would take one of 2^${Math.floor(bits)} random files for this one; at least 2^${LEAST_STRENGTH_BITS} are wanted`,
    {
      hint: 'Stamp the module (zkcwasm-wasmd stamp IN OUT) before it is proved: a custom section gives it a digest that compares well.',
    },
  );
}

function bitsOf(character: string | undefined): number {
  if (character === undefined || character === '\ufffd') return BITS.invalid;
  if (/^[A-Za-z]$/.test(character) || FOLDS_TO_ASCII.has(character)) return BITS.letter;
  return character.length === 1 && character < '\x80' ? BITS.other : BITS.character;
}

/** The character that begins at `at`, as Go's `utf8.DecodeRune` finds it; none where that gives U+FFFD for one byte. */
function decodeAt(bytes: Uint8Array, at: number): { character: string | undefined; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { character: String.fromCharCode(first), length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    const character = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(at, at + length),
    );
    // Two characters where one was to be: a shorter one, and something after it.
    if ([...character].length === 1) return { character, length };
  } catch {
    // Not UTF-8.
  }
  return { character: undefined, length: 1 };
}
