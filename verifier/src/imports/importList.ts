/**
 * The imports that a module may have, as an image is given them and as a journal names them by digest. The encoding is
 * canonical: u32 count, then for each entry u32 length and bytes of the module's name, u32 length and bytes of the
 * import's name, in UTF-8; entries rise strictly by module, then name, as bytes; integers are little endian.
 */
import { ImportsError } from '../errors/base.js';
import { concatBytes, utf8 } from '../util/bytes.js';
import { compareBytes } from '../util/compareBytes.js';
import { littleEndian } from '../util/littleEndian.js';
import { sha256 } from '../util/sha256.js';
import { type ImportPattern, type ImportPatternInput, parseImportPattern } from './importPattern.js';

/** Most entries of a list. */
export const MAX_IMPORT_ENTRIES = 10_000;

/** A canonical list of allowed imports. */
export interface ImportList {
  /** In the order of the encoding, each once. */
  readonly patterns: readonly ImportPattern[];
  /** The encoding. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the encoding, 32 bytes. */
  readonly digest: Uint8Array;
}

/**
 * Patterns in any order → the list that allows what one of them allows. The same pattern twice counts once; patterns
 * that cover each other are both kept.
 *
 * @throws ImportsError `imports/pattern`, `imports/too-many`
 */
export function makeImportList(inputs: Iterable<ImportPatternInput>): ImportList {
  const entries = new Map<string, Entry>();
  for (const input of inputs) {
    const pattern = parseImportPattern(input);
    // One text per pair: the length says where the module's name ends.
    const key = `${pattern.module.length}:${pattern.module}${pattern.name}`;
    if (!entries.has(key)) entries.set(key, new Entry(pattern));
    if (entries.size > MAX_IMPORT_ENTRIES) {
      throw new ImportsError('imports/too-many', `an import list has at most ${MAX_IMPORT_ENTRIES} entries`, {
        hint: 'Allow whole modules with MODULE::*.',
      });
    }
  }
  const sorted = [...entries.values()].sort(
    (a, b) => compareBytes(a.module, b.module) || compareBytes(a.name, b.name),
  );
  const bytes = concatBytes([length(sorted), ...sorted.flatMap((entry) => entry.encoded())]);
  return { patterns: sorted.map(({ pattern }) => pattern), bytes, digest: sha256(bytes) };
}

class Entry {
  readonly module: Uint8Array;
  readonly name: Uint8Array;

  constructor(readonly pattern: ImportPattern) {
    this.module = utf8(pattern.module);
    this.name = utf8(pattern.name);
  }

  encoded(): Uint8Array[] {
    return [length(this.module), this.module, length(this.name), this.name];
  }
}

function length(of: { length: number }): Uint8Array {
  return littleEndian(BigInt(of.length), 4);
}

/** No imports at all. */
export const NO_IMPORTS: ImportList = makeImportList([]);
