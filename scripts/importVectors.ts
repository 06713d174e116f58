/** Import lists with their bytes and digest, and byte strings that are none: part of the vectors that Rust shares. */
import { type ImportPatternInput, makeImportList, toHex } from '../verifier/src/index.js';

const lists: Record<string, ImportPatternInput[]> = {
  'no imports': [],
  everything: ['*'],
  'one import': ['env::log'],
  'a whole module': ['concordium::*'],
  'sorted by module, then name, as bytes': [
    'b::a',
    'a::b',
    'a::ab',
    'aa::a',
    '::z',
    'a::',
    ['a', 'Z'],
    'é::a',
    'z::a',
  ],
  'a pattern and what it covers': ['*', 'a::*', 'a::b'],
  'a module with the separator in its name': [['a::b', 'c'], 'a::b::c'],
  'beyond the basic plane': ['\u{ffff}::x', '\u{10000}::x'],
  'the same twice': ['env::log', ['env', 'log']],
};

const one = makeImportList(['a::b']).bytes;
const two = makeImportList(['a::b', 'a::c']).bytes;
const entry = (module: string, name: string) =>
  Uint8Array.from([
    module.length,
    0,
    0,
    0,
    ...Buffer.from(module),
    name.length,
    0,
    0,
    0,
    ...Buffer.from(name),
  ]);
const list = (...entries: Uint8Array[]) =>
  Uint8Array.from([entries.length, 0, 0, 0, ...entries.flatMap((bytes) => [...bytes])]);
const bad: Record<string, Uint8Array> = {
  empty: new Uint8Array(),
  'cut by one byte': one.slice(0, -1),
  'one byte more': Uint8Array.from([...one, 0]),
  'a count of one more': Uint8Array.from([3, ...two.slice(1)]),
  'a count of one less': Uint8Array.from([1, ...two.slice(1)]),
  'a count of 2^32 - 1': Uint8Array.from([255, 255, 255, 255, ...two.slice(4)]),
  'a length of 2^32 - 1': Uint8Array.from([1, 0, 0, 0, 255, 255, 255, 255, 0x61]),
  'the same twice': list(entry('a', 'b'), entry('a', 'b')),
  'names that fall': list(entry('a', 'c'), entry('a', 'b')),
  'modules that fall': list(entry('b', 'a'), entry('a', 'b')),
  'sorted by length': list(entry('b', 'a'), entry('aa', 'a')),
  'any module, but one name': list(entry('*', 'a')),
};

/** For `vectors.json`. */
export const importVectors = {
  good: Object.entries(lists).map(([name, inputs]) => {
    const { patterns, bytes, digest } = makeImportList(inputs);
    return {
      name,
      patterns: patterns.map((pattern) => [pattern.module, pattern.name]),
      hex: toHex(bytes),
      digest: toHex(digest),
    };
  }),
  bad: Object.entries(bad).map(([name, bytes]) => ({ name, hex: toHex(bytes) })),
};
