import { toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { loadModule } from '../input/loadModule.js';
import type { ModuleFile, Unreadable } from './source.js';

/** A module of a corpus: what it is, whatever it is called. */
export interface Contract {
  /** SHA-256 of the binary, 64 hex digits. */
  wasmDigest: string;
  wasmBytes: number;
  /** Every name that it was found under, in order. */
  names: [string, ...string[]];
  /** The first file that it was found in. */
  path: string;
}

/**
 * Reads each file once, and puts those together that hold the same module. None is kept in memory: each is read again when its
 * turn comes.
 *
 * @param told is called after each file, with how many were read
 */
export async function identify(
  files: readonly ModuleFile[],
  told: (read: number) => void = () => undefined,
): Promise<{ contracts: Contract[]; unreadable: Unreadable[] }> {
  const byDigest = new Map<string, Contract>();
  const unreadable: Unreadable[] = [];
  for (const [i, { name, path }] of files.entries()) {
    try {
      const wasm = await loadModule(path);
      const wasmDigest = toHex(sha256(wasm));
      const known = byDigest.get(wasmDigest);
      if (known !== undefined) known.names.push(name);
      else byDigest.set(wasmDigest, { wasmDigest, wasmBytes: wasm.length, names: [name], path });
    } catch (error) {
      if (!(error instanceof ZkcwasmError)) throw error;
      unreadable.push({ name, error });
    }
    told(i + 1);
  }
  return { contracts: [...byDigest.values()], unreadable };
}
