/** Folders that tests work in; the folders of a file of tests are removed when its last test has ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

/** A new empty folder. Its name begins with `zkcwasm-` and what is given, so that a leftover says where it is from. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `zkcwasm-${name}-`));
  made.push(folder);
  return folder;
}

// A file of tests loads this module anew, so these are the hooks and the folders of that file.
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
