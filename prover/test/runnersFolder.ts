import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';

/** The compiler version of the list that `runnersFolder` writes. */
export const VERSION = '48.0.8';

/** Puts a runner into a folder, with the list that names it; `program` is the text of a Node program. */
export function runnersFolder(
  folder: string,
  program: string,
  changes: Record<string, unknown> = {},
): string {
  const path = join(folder, 'runner.mjs');
  writeFileSync(path, `#!/usr/bin/env node\n${program}\n`);
  chmodSync(path, 0o755);
  const hash = toHex(sha256(new Uint8Array(readFileSync(path))));
  const listed = { compiler: 'wasmtime', compilerVersion: VERSION, file: 'runner.mjs', sha256: hash };
  const list = { version: 1, runners: [{ ...listed, ...changes }] };
  writeFileSync(join(folder, 'runners.json'), JSON.stringify(list));
  return folder;
}
