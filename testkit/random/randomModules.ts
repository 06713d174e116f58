import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Builds `zkcwasm-smith`, and has it write so many random modules to a folder, as `SEED.wasm`. */
export async function writeRandomModules(seed: number, count: number, folder: string): Promise<string[]> {
  await execa(
    'cargo',
    [
      'run',
      '--release',
      '--locked',
      '--quiet',
      '--manifest-path',
      'guest/Cargo.toml',
      '-p',
      'zkcwasm-smith',
      '--',
      `${seed}`,
      `${count}`,
      folder,
    ],
    { cwd: ROOT, stderr: 'inherit' },
  );
  return Array.from({ length: count }, (_, i) => `${seed + i}.wasm`);
}
