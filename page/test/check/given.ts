import { File } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { Inputs } from '../../src/check/report.js';

/** A committed file as a browser gives it, with some of its bytes changed where that is wanted. */
export function given(
  name: string,
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): globalThis.File {
  const bytes = readFileSync(new URL(`../../../artifacts/receipts/${name}`, import.meta.url));
  return new File([change(new Uint8Array(bytes))], name) as unknown as globalThis.File;
}

/** What is asked of a check: this receipt, these modules and artifacts, and no policy unless said. */
export function inputs(
  receipt: globalThis.File,
  modules: globalThis.File[],
  changes: Partial<Inputs> = {},
): Inputs {
  const rest = { artifacts: [], policy: undefined, trustTuned: true, takeRefusals: false };
  return { receipt, modules, ...rest, ...changes };
}
