/**
 * Calls an export of an accepted artifact in a process of its own, confined twice: by bubblewrap, and by a filter of system calls that
 * the runner puts on itself. The runner reads the artifact once, hashes those bytes in its memory against the digest that it is given,
 * gives up files, sockets and processes for good, and loads these very bytes (runner/src/artifact.rs); the digest is the store's.
 */
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { RunError } from '../errors/base.js';
import { type Answer, type End, LineSession, SessionEnd } from '../prechecking/judge/lineSession.js';
import { bubblewrap } from './bubblewrap.js';

/** The runner, and what a call may take. */
export interface RunnerSettings {
  program: string;
  /** Processor time of a call, seconds; on the clock it may take four times that. */
  cpuSeconds: number;
  memoryBytes?: number;
}

/** What is called. */
export interface Call {
  /** Its bytes, or a file of them, which is copied. The runner hashes what it loads in any case. */
  artifact: Uint8Array | { file: string };
  /** SHA-256 that the artifact must have, hex. */
  digest: string;
  compilerVersion: string;
  target: string;
  /** Name of the artifact profile. */
  profile: string;
  export: string;
  /** In decimal; imports trap. */
  args: readonly string[];
}

const resultsSchema = z.array(z.string().max(1000)).max(1000);

/**
 * Asks a runner which compiler it has, in the confinement that calls run in.
 *
 * @throws RunError `runner/confinement`
 */
export async function askRunner(settings: RunnerSettings): Promise<{ version: string }> {
  return inConfinement(settings, async (session) => ({ version: await versionOf(session) }));
}

/**
 * Runs a call.
 *
 * @param signal kills the process, whatever it does
 * @returns what the export returned, as text
 * @throws RunError `runner/confinement`, `runner/version`, `run/failed`, `run/timed-out`, `run/died`
 */
export function runArtifact(settings: RunnerSettings, call: Call, signal?: AbortSignal): Promise<string[]> {
  const work = async (session: LineSession, folder: string) => {
    const path = join(folder, 'artifact.cwasm');
    if (call.artifact instanceof Uint8Array) await writeFile(path, call.artifact);
    else await copyFile(call.artifact.file, path);
    await chmod(path, 0o444);
    const version = await versionOf(session);
    if (version !== call.compilerVersion) {
      throw new RunError(
        'runner/version',
        `the runner has version ${version}, and the artifact is of ${call.compilerVersion}`,
        { hint: 'Start the daemon with the runner of that version.' },
      );
    }
    const { target, profile, digest, args } = call;
    const loaded = { artifact: path, digest, built: { target, profile } };
    const run = { command: 'run', loaded, export: call.export, args, imports: 'trap', confined: true };
    const answer = await session.ask(run);
    if (answer.code === 'confinement' || (answer.code === 'request' && /confined/.test(messageOf(answer)))) {
      throw new RunError('runner/confinement', `the runner does not confine itself: ${messageOf(answer)}`, {
        hint: 'Build it again from these sources (npm run build:runner), for a Linux with seccomp.',
      });
    }
    const results = resultsSchema.safeParse(answer.results);
    if (answer.event === 'result' && results.success) return results.data;
    throw new RunError('run/failed', `the call failed: ${messageOf(answer)}`, {
      hint: 'Look at the name of the export and its arguments; imports trap.',
    });
  };
  return inConfinement(settings, work, signal);
}

async function versionOf(session: LineSession): Promise<string> {
  const hello = await session.ask({ command: 'hello' });
  return z.string().max(64).catch('unknown').parse(hello.compilerVersion);
}

async function inConfinement<T>(
  { program, cpuSeconds, memoryBytes }: RunnerSettings,
  work: (session: LineSession, folder: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-run-'));
  let session: LineSession | undefined;
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  try {
    // Nobody's user ID must get in, and what lies in it is not secret.
    await chmod(folder, 0o755);
    const limits = { cpuSeconds, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
    const [command = '', ...args] = bubblewrap({
      program: resolve(program),
      folder,
      writable: false,
      ...limits,
    });
    session = new LineSession(command, args, folder, searchPath());
    const cut = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tooLong(4 * cpuSeconds, 'on the clock')), 4000 * cpuSeconds);
      onAbort = () => reject(died('it was stopped'));
      if (signal?.aborted === true) onAbort();
      signal?.addEventListener('abort', onAbort);
    });
    return await Promise.race([work(session, folder), cut]);
  } catch (error) {
    throw error instanceof SessionEnd ? asRunError(error.end, cpuSeconds) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    session?.close();
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Only to find bwrap by; inside, the environment is empty. */
function searchPath(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin' };
}

function asRunError(end: End, cpuSeconds: number): RunError {
  if (end.kind === 'not-started') {
    return new RunError('runner/confinement', `bwrap cannot be started: ${end.detail}`, {
      hint: 'Install bubblewrap. Artifacts are not run without it.',
    });
  }
  if (end.kind !== 'exit') return died(`it is of no use: ${end.detail}`);
  const { signal, code, complaint } = end;
  if (/^bwrap: /m.test(complaint)) {
    return new RunError(
      'runner/confinement',
      `the runner cannot be confined: ${complaint.trim().slice(0, 300)}`,
      {
        hint: 'bubblewrap needs user namespaces, or root.',
      },
    );
  }
  // The inner process was killed: bwrap says so with its exit code.
  if (signal === 'SIGXCPU' || code === 128 + 24 || code === 128 + 9) {
    return tooLong(cpuSeconds, 'of the processor');
  }
  return died(signal === null ? `it ended with code ${code}` : `it was killed by ${signal}`);
}

function tooLong(seconds: number, where: string): RunError {
  return new RunError('run/timed-out', `the call took more than ${seconds} s ${where}`, {
    hint: 'Call for less, or give the runner more time.',
  });
}

function died(how: string): RunError {
  return new RunError('run/died', `the runner gave no answer: ${how}`, {
    hint: 'Nothing was changed. If it stays so, start the runner by hand and look at what it says.',
  });
}

function messageOf({ message }: Answer): string {
  return String(message).slice(0, 500);
}
