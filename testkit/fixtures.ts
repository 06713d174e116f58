import { readFileSync } from 'node:fs';
import { makePolicy, type Policy } from '../verifier/src/index.js';

const folder = new URL('../artifacts/receipts/', import.meta.url);

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

/** The default policy, which trusts the tuned images of the fixtures as well, with changes. */
export async function policy(changes: Record<string, unknown> = {}): Promise<Policy> {
  return makePolicy({ sources: ['upstream', 'tuned'], ...changes });
}

/** The code of the error that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'accepted',
    (error: { code?: string; name?: string; message?: string }) =>
      error.code ?? `${error.name}: ${error.message}`,
  );
}
