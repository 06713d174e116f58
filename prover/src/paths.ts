import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, seen from `prover/src` and `prover/dist` alike. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Images, list of images and fixtures. */
export const ARTIFACTS = process.env.ZKCWASM_ARTIFACTS ?? join(ROOT, 'artifacts');
/** Heavy things that can be made again. */
export const CACHE = process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache', 'zkcwasm');
/** Where the native runners are, with the list of them. */
export const RUNNERS = process.env.ZKCWASM_RUNNERS ?? join(ROOT, 'runner', 'bin');
/** The native engine. */
export const ENGINE = process.env.ZKCWASM_ENGINE ?? join(ROOT, 'prover', 'bin', 'zkcwasm-engine');
