/**
 * Code that runs: hash functions of the npm package hash-wasm, compiled from C, without imports. What contracts spend
 * their time on when they do not wait for their host.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A call of an export, arguments in decimal. */
export interface Call {
  export: string;
  args: string[];
}

/** A module and what is called in it. */
export interface Kernel {
  name: string;
  wasm: Uint8Array;
  calls: Call[];
}

/** Bytes that are hashed at a time: the size of the modules' buffer. */
const BLOCK = 16_384;
/** The first argument of `Hash_Init`: bits of the hash, or its bytes where the module wants that. */
const KERNELS = [
  { file: 'sha256', init: '256' },
  { file: 'blake3', init: '32' },
  { file: 'keccak', init: '256' },
  { file: 'whirlpool', init: '' },
];

/** The modules with calls that hash `blocks` blocks each. */
export function kernels(blocks: number): Kernel[] {
  const folder = dirname(createRequire(import.meta.url).resolve('hash-wasm'));
  return KERNELS.map(({ file, init }) => {
    const text = readFileSync(join(folder, `${file}.umd.min.js`), 'utf8');
    const encoded = /"(AGFzbQ[A-Za-z0-9+/=]+)"/.exec(text)?.[1];
    if (encoded === undefined) throw new Error(`hash-wasm has no module in ${file}`);
    const wasm = new Uint8Array(Buffer.from(encoded, 'base64'));
    const update = { export: 'Hash_Update', args: [`${BLOCK}`] };
    const start = { export: 'Hash_Init', args: init === '' ? [] : [init] };
    return { name: `hash-wasm/${file}`, wasm, calls: [start, ...Array<Call>(blocks).fill(update)] };
  });
}
