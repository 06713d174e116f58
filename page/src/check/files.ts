/** What somebody gave the page, told apart by its first bytes. */

/** What a file can be. */
export type FileKind = 'receipt' | 'module' | 'artifact' | 'policy';

/** A file of a known kind. */
export interface GivenFile {
  kind: FileKind;
  file: File;
}

const STARTS: readonly (readonly [FileKind, readonly number[]])[] = [
  // A CBOR map of seven keys, the first of which is the text `version`.
  ['receipt', [0xa7, 0x67, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e]],
  ['module', [0x00, 0x61, 0x73, 0x6d]],
  // Wasmtime's artifacts are ELF files.
  ['artifact', [0x7f, 0x45, 0x4c, 0x46]],
];
const ENDINGS: readonly (readonly [string, FileKind])[] = [
  ['.receipt', 'receipt'],
  ['.wasm', 'module'],
  ['.cwasm', 'artifact'],
  ['.json', 'policy'],
];

/** The kind of a file: by its first bytes; where those say nothing (a damaged file), by its name; else undefined. */
export async function kindOf(file: File): Promise<FileKind | undefined> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const found = STARTS.find(([, start]) => start.every((byte, i) => head[i] === byte));
  if (found !== undefined) return found[0];
  const name = file.name.toLowerCase();
  const byName = ENDINGS.find(([ending]) => name.endsWith(ending));
  if (byName !== undefined) return byName[1];
  // JSON, perhaps after white space.
  return /^\s*\{/.test(new TextDecoder().decode(head)) ? 'policy' : undefined;
}
