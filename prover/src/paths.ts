import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, seen from `prover/src` and `prover/dist` alike. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What the installed package brings: images and the list of them. A clone has more in its root. */
const PACKED_ARTIFACTS = fileURLToPath(new URL('../artifacts', import.meta.url));
const CLONED_ARTIFACTS = join(ROOT, 'artifacts');
/** Images and the list of them; in a clone, fixtures too. */
export const ARTIFACTS =
  process.env.ZKCWASM_ARTIFACTS ??
  (existsSync(join(CLONED_ARTIFACTS, 'images.toml')) ? CLONED_ARTIFACTS : PACKED_ARTIFACTS);
/** Heavy things that can be made again. */
export const CACHE = process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache', 'zkcwasm');
/** Where the native runners are, with the list of them. */
export const RUNNERS = process.env.ZKCWASM_RUNNERS ?? join(ROOT, 'runner', 'bin');
/** The native engine. */
export const ENGINE = process.env.ZKCWASM_ENGINE ?? join(ROOT, 'prover', 'bin', 'zkcwasm-engine');
