import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { CACHE, ROOT } from '../../prover/src/paths.js';

/** The program that compiles one module at a time with upstream's compiler. */
export interface SubjectProgram {
  path: string;
  /** Names this very build: figures of another one are other figures. */
  id: string;
}

/** Builds `bench/bounds/native`: minutes the first time. `ZKCWASM_BOUNDS_SUBJECT` names one that is built. */
export async function buildSubject(): Promise<SubjectProgram> {
  const built = process.env.ZKCWASM_BOUNDS_SUBJECT;
  return named(built ?? (await build()));
}

async function build(): Promise<string> {
  const target = join(CACHE, 'bounds-target');
  await execa('scripts/claim-cache.sh', [target], { cwd: ROOT });
  await execa('cargo', ['build', '--release', '--locked', '--quiet'], {
    cwd: join(ROOT, 'bench/bounds/native'),
    env: { CARGO_TARGET_DIR: target },
    stderr: 'inherit',
  });
  return join(target, 'release', 'zkcwasm-bounds');
}

async function named(path: string): Promise<SubjectProgram> {
  return {
    path,
    id: createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 16),
  };
}
