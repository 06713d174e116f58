/**
 * The project's own runner of one Wasmtime (`runner/`), which answers requests line by line and has no limits of its own. It is
 * started afresh for each job under `prlimit`, so that processor time and memory are bounded by the kernel.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, type End, LineSession, SessionEnd } from './lineSession.js';
import type { PreparationErrorKind } from './preparation.js';
import type { PreparationLimits, Runner, RunnerJob, RunnerResult } from './runner.js';

/** A runner of the project, and what it compiles for. */
export interface WasmtimeRunnerOptions {
  /** The program, by its whole path. */
  program: string;
  /** What it must say that it is: its exact version. */
  compilerVersion: string;
  /** Target triple, and name of the artifact profile. */
  target: string;
  profile: string;
  /** What the program is started under; by default util-linux's `prlimit`. Options come before the program. */
  confine?: (limits: PreparationLimits) => readonly string[];
}

/** Processor time and written memory; what is only reserved does not count. No core dumps, few files. */
export function prlimit({ cpuSeconds, memoryBytes }: PreparationLimits): string[] {
  return [
    '/usr/bin/prlimit',
    `--cpu=${Math.ceil(cpuSeconds)}:${Math.ceil(cpuSeconds) + 2}`,
    ...(memoryBytes === undefined ? [] : [`--data=${memoryBytes}`]),
    '--core=0',
    '--nofile=64',
  ];
}

/** A runner of the project, started afresh for each job in a folder of its own. */
export function wasmtimeRunner(options: WasmtimeRunnerOptions): Runner {
  return {
    async prepare(job, signal) {
      let folder: string;
      try {
        folder = await mkdtemp(join(tmpdir(), 'zkcwasm-precheck-'));
        await writeFile(join(folder, 'module.wasm'), job.code);
      } catch (error) {
        return problem('file', (error as Error).message);
      }
      try {
        return await inFolder(folder, job, signal, options);
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
  };
}

async function inFolder(
  folder: string,
  job: RunnerJob,
  signal: AbortSignal,
  options: WasmtimeRunnerOptions,
): Promise<RunnerResult> {
  if (signal.aborted) return problem('io', 'stopped');
  const { confine = prlimit, program } = options;
  const [command = program, ...args] = [...confine(job.limits), program];
  const session = new LineSession(command, args, folder);
  let onAbort = () => {};
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<RunnerResult>((resolve) => {
    onAbort = () => resolve(problem('io', 'stopped'));
    signal.addEventListener('abort', onAbort);
    const { wallSeconds } = job.limits;
    timer = setTimeout(
      () => resolve(problem('timed-out', `${wallSeconds} s on the clock`)),
      wallSeconds * 1000,
    );
  });
  try {
    return await Promise.race([requests(session, folder, job, options), cut]);
  } catch (error) {
    if (error instanceof SessionEnd) return ended(error.end);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    session.close();
  }
}

async function requests(
  session: LineSession,
  folder: string,
  { instantiate }: RunnerJob,
  { compilerVersion, target, profile }: WasmtimeRunnerOptions,
): Promise<RunnerResult> {
  const hello = await session.ask({ command: 'hello' });
  if (hello.compilerVersion !== compilerVersion) {
    return problem(
      'io',
      `the runner is of version ${String(hello.compilerVersion).slice(0, 40)}, and ${compilerVersion} is wanted`,
    );
  }
  const built = { target, profile };
  const artifact = join(folder, 'artifact.cwasm');
  const compiled = await session.ask({
    command: 'compile',
    wasm: join(folder, 'module.wasm'),
    built,
    artifact,
  });
  if (compiled.event === 'error') return refused(compiled);
  if (!instantiate) return { outcome: 'prepared' };
  // The runner instantiates before it looks for what to call, and nothing has a name that was drawn just now.
  const name = randomBytes(16).toString('hex');
  const loaded = { artifact, digest: compiled.artifactDigest, built };
  // Its start function is hostile code: nothing is left to it but to compute.
  const asked = { command: 'run', loaded, export: name, args: [], imports: 'trap', confined: true };
  const run = await session.ask(asked);
  if (run.code === 'confinement' || run.code === 'request')
    return problem('io', String(run.message).slice(0, 1000));
  const message = String(run.message);
  const instantiated =
    run.event === 'error' && run.code === 'call' && message === `no function is exported as "${name}"`;
  return instantiated ? { outcome: 'prepared' } : problem('runtime-construction', message.slice(0, 1000));
}

function refused({ code, message }: Answer): RunnerResult {
  const text = String(message).slice(0, 1000);
  if (code !== 'rejected') return problem('io', text);
  if (text.endsWith(': invalid wasm')) return problem('prevalidation', text);
  return problem(text.endsWith(': compiler panic') ? 'job-error' : 'preparation', text);
}

function ended(end: End): RunnerResult {
  if (end.kind !== 'exit') return problem('io', end.detail);
  if (end.signal === 'SIGXCPU') return problem('timed-out', 'processor time');
  if (/memory allocation of \d+ bytes failed/.test(end.complaint))
    return problem('out-of-memory', 'memory limit');
  return problem('job-died', end.signal === null ? `exit code ${end.code}` : `killed by ${end.signal}`);
}

function problem(error: PreparationErrorKind, detail: string): RunnerResult {
  return { outcome: 'error', error, detail };
}
