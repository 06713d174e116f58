/**
 * The runners of this machine: `runners.json` lists one for each compiler version, by hash. `scripts/build-runner.sh` makes
 * it; runner/README.md says why there is one for each version.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import { ProverError } from '../errors/base.js';
import { BUILD } from '../native/side.js';
import { RUNNERS } from '../paths.js';

const schema = z.strictObject({
  version: z.literal(1),
  runners: z.array(
    z.strictObject({
      /** As journals have it. */
      compiler: z.string().min(1),
      /** Exact version, as journals have it. */
      compilerVersion: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be an exact version'),
      /** In the folder of the list. */
      file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be the name of a file'),
      /** Of the program, hex. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
    }),
  ),
});

/** One runner. */
export type ListedRunner = z.output<typeof schema>['runners'][number];

/**
 * Text → runners.
 *
 * @throws ProverError `runner/list`, naming what is wrong: no JSON, an unknown key, two runners of one compiler version
 */
export function parseRunnerList(text: string, path = 'runners.json'): ListedRunner[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'it is not JSON', cause);
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(path, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong shape'}`);
  }
  const versions = new Set<string>();
  for (const { compiler, compilerVersion } of read.data.runners) {
    const version = `${compiler} ${compilerVersion}`;
    if (versions.has(version)) throw invalid(path, `there are two runners of ${version}`);
    versions.add(version);
  }
  return read.data.runners;
}

/**
 * The runners that are listed in a folder.
 *
 * @throws ProverError `runner/missing`, where there is no list; `runner/list`
 */
export async function listRunners(folder = RUNNERS): Promise<ListedRunner[]> {
  const path = join(folder, 'runners.json');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw invalid(path, `it cannot be read: ${cause.message}`, cause);
    throw missing(`no native runner is built: there is no ${path}`, cause);
  });
  return parseRunnerList(text, path);
}

/**
 * Path of the runner of a compiler version, whose bytes have the hash that the list names.
 *
 * @throws ProverError `runner/missing`, `runner/list`, `runner/mismatch`
 */
export async function findRunner(version: string, folder = RUNNERS): Promise<string> {
  const runners = await listRunners(folder);
  const found = runners.find(({ compilerVersion }) => compilerVersion === version);
  if (found === undefined) {
    const have = runners.map(({ compiler, compilerVersion }) => `${compiler} ${compilerVersion}`);
    throw missing(`there is no runner of version ${version}: there are ${have.join(', ') || 'none'}`);
  }
  const path = join(folder, found.file);
  const bytes = await readFile(path).catch((cause: Error) => {
    throw missing(`a runner is listed, and is not here: ${path}`, cause);
  });
  const hash = toHex(sha256(bytes));
  if (hash !== found.sha256) {
    throw new ProverError('runner/mismatch', `${path} is not the runner that is listed: SHA-256 is ${hash}`, {
      hint: `Build it again with ${BUILD.runner}.`,
    });
  }
  return path;
}

function missing(message: string, cause?: unknown): ProverError {
  return new ProverError('runner/missing', message, { hint: `Build it with ${BUILD.runner}.`, cause });
}

function invalid(path: string, why: string, cause?: unknown): ProverError {
  return new ProverError('runner/list', `the list of runners ${path} is not valid: ${why}`, {
    hint: `${BUILD.runner} writes it anew.`,
    cause,
  });
}
