/** Builds wasmd from its Go module, unmodified, in its own module cache. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { GateError } from '../errors.js';
import { WASMD } from './version.js';

/** A folder that outlives clones: Go's caches and the program. */
export function cacheFolder(): string {
  return join(process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache', 'zkcwasm'), 'wasmd');
}

const downloadSchema = z.object({ Sum: z.string(), Dir: z.string() });

/** How to build. */
export interface BuildOptions {
  /** Told before what takes long. */
  tell?: (line: string) => void;
  /** Most milliseconds for fetching and building; what was built by then is kept for the next try. */
  limitMs?: number;
}

/**
 * The path of the `wasmd` program, built where it is not there yet: 10 minutes on 2 cores and 3 GB of cache the first time.
 *
 * @throws GateError `chain/no-go`, `chain/no-modules`, `chain/module-changed`, `chain/build-failed`, `chain/build-slow`
 */
export async function buildWasmd({ tell, limitMs }: BuildOptions = {}): Promise<string> {
  const cache = cacheFolder();
  const program = join(cache, `wasmd-${WASMD.version}`);
  if (await runs(program)) return program;
  await checkGo();
  await mkdir(cache, { recursive: true });
  const env = {
    GOMODCACHE: join(cache, 'mod'),
    GOCACHE: join(cache, 'build'),
    GOFLAGS: '-modcacherw -buildvcs=false',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    CGO_ENABLED: '1',
  };
  const until = limitMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + limitMs;
  const go = goWithin(until, env);
  const work = await mkdtemp(join(cache, 'pending-'));
  try {
    tell?.(`fetching ${WASMD.module} ${WASMD.version}`);
    const source = await download(work, go);
    tell?.('building wasmd: about 10 minutes on 2 cores the first time');
    const pending = join(work, 'wasmd');
    const version = 'github.com/cosmos/cosmos-sdk/version';
    const flags = [
      `-X ${version}.Name=wasm -X ${version}.AppName=wasmd -X ${version}.Version=${WASMD.version.slice(1)}`,
      '-X github.com/CosmWasm/wasmd/app.Bech32Prefix=wasm -s -w',
    ].join(' ');
    // In the module's own folder, by its own go.mod and go.sum: what its authors pinned is what is built.
    const args = ['build', '-mod=readonly', '-tags', 'netgo', '-trimpath', '-ldflags', flags, '-o', pending];
    const built = await go(source, [...args, './cmd/wasmd']);
    if (built.failed) throw failure('chain/build-failed', 'wasmd does not build', built.stderr);
    await rename(pending, program);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (!(await runs(program))) throw failure('chain/build-failed', `${program} was built and does not run`);
  return program;
}

async function runs(program: string): Promise<boolean> {
  const { stdout, stderr, failed } = await execa(program, ['version'], { reject: false });
  return !failed && `${stdout}${stderr}`.includes(WASMD.version.slice(1));
}

/** @throws GateError `chain/no-go` */
async function checkGo(): Promise<void> {
  const { stdout, failed } = await execa('go', ['env', 'GOVERSION'], {
    reject: false,
    env: { GOTOOLCHAIN: 'local' },
  });
  const hint = `Install Go 1.${WASMD.goMinor} or newer (go.dev) and a C compiler.`;
  if (failed) throw failure('chain/no-go', 'there is no Go to build wasmd with', undefined, hint);
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  if (minor < WASMD.goMinor) throw failure('chain/no-go', `${stdout} is too old`, undefined, hint);
}

type Go = (cwd: string, args: string[]) => Promise<{ failed: boolean; stdout: string; stderr: string }>;

/** Runs `go` in a folder, and none of its runs beyond a time. */
function goWithin(until: number, env: Record<string, string>): Go {
  return async (cwd, args) => {
    const left = until - Date.now();
    const limit = Number.isFinite(left) ? { timeout: Math.max(left, 1) } : {};
    const done = await execa('go', args, { cwd, env, reject: false, ...limit });
    if (done.timedOut) {
      throw new GateError('chain/build-slow', `go ${args[0]} did not end in time`, {
        hint: 'What was built is kept: the next try goes on from there.',
      });
    }
    return done;
  };
}

/** The module's folder, whose checksum is the pinned one. */
async function download(work: string, go: Go): Promise<string> {
  // Outside any module, so that no go.mod of a folder above has a say.
  await writeFile(join(work, 'go.mod'), 'module none\n');
  const name = `${WASMD.module}@${WASMD.version}`;
  const got = await go(work, ['mod', 'download', '-json', name]);
  const hint = "Is Go's module proxy within reach (go env GOPROXY)?";
  if (got.failed) {
    throw failure('chain/no-modules', `${name} cannot be had`, `${got.stdout}\n${got.stderr}`, hint);
  }
  const { Sum, Dir } = downloadSchema.parse(JSON.parse(got.stdout));
  if (Sum !== WASMD.sum) {
    throw failure('chain/module-changed', `${name} has the checksum ${Sum}, not ${WASMD.sum}`);
  }
  const rest = await go(Dir, ['mod', 'download']);
  if (rest.failed) throw failure('chain/no-modules', 'modules of wasmd cannot be had', rest.stderr, hint);
  return Dir;
}

function failure(
  code: 'chain/no-go' | 'chain/no-modules' | 'chain/module-changed' | 'chain/build-failed',
  message: string,
  output = '',
  hint?: string,
): GateError {
  const end = output.trim().slice(-500);
  return new GateError(code, end === '' ? message : `${message}: ${end}`, { hint });
}
