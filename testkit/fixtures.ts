import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makePolicy, type Policy } from '../verifier/src/index.js';

const folder = new URL('../artifacts/receipts/', import.meta.url);

/** Path of the folder of the committed receipts, with a slash at its end. */
export const RECEIPTS = fileURLToPath(folder);

/** A committed receipt with its module and, where it is kept, its artifact. */
export function fixture(name: string): { receipt: Uint8Array; wasm: Uint8Array } {
  return { receipt: bytes(`${name}.receipt`), wasm: bytes(`${name}.wasm`) };
}

/** Any file of the fixtures' folder. */
export function bytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}

/** Path of a file of the fixtures' folder. */
export function path(file: string): string {
  return new URL(file, folder).pathname;
}

/** The default policy, with changes. */
export async function policy(changes: Record<string, unknown> = {}): Promise<Policy> {
  return makePolicy(changes);
}

/** The code of the error that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'accepted',
    (error: { code?: string; name?: string; message?: string }) =>
      error.code ?? `${error.name}: ${error.message}`,
  );
}
