/**
 * A runner that is a program. It gets the limits as options and the code on standard input, and prints one JSON object, see
 * `runnerResultSchema`. It confines itself, and keeps to `--cpu-seconds` and `--memory-bytes`; the clock is watched from here.
 */
import { spawn } from 'node:child_process';
import { killGroup } from './killGroup.js';
import type { PreparationErrorKind } from './preparation.js';
import { type Runner, type RunnerJob, type RunnerResult, runnerResultSchema } from './runner.js';

/** Most bytes that a runner may print. */
const MAX_ANSWER = 64 * 1024;

/** The program of a runner. */
export interface ProcessRunnerOptions {
  /** The program; no shell is involved. */
  command: string;
  /** Before the options of the job. */
  args?: readonly string[];
}

/** A fresh process for each job, with an empty environment, in a process group of its own that is killed as a whole. */
export function processRunner({ command, args = [] }: ProcessRunnerOptions): Runner {
  return {
    prepare: (job, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve(problem('io', 'stopped'));
          return;
        }
        const child = spawn(command, [...args, ...optionsOf(job)], {
          env: {},
          cwd: '/',
          detached: true,
          stdio: ['pipe', 'pipe', 'ignore'],
        });
        const end = (result: RunnerResult) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          killGroup(child);
          resolve(result);
        };
        const onAbort = () => end(problem('io', 'stopped'));
        const { wallSeconds } = job.limits;
        const timer = setTimeout(
          () => end(problem('timed-out', `${wallSeconds} s on the clock`)),
          wallSeconds * 1000,
        );
        signal.addEventListener('abort', onAbort);
        const printed: Buffer[] = [];
        let size = 0;
        child.stdout.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER) end(problem('io', 'the runner prints without end'));
          else printed.push(chunk);
        });
        child.on('error', (error) => end(problem('io', `the runner cannot be started: ${error.message}`)));
        child.on('close', (code, killedBy) => {
          if (code === 0) end(answerOf(Buffer.concat(printed)));
          else end(problem('job-died', killedBy === null ? `exit code ${code}` : `killed by ${killedBy}`));
        });
        // A runner that refuses early closes its input; what it says then counts.
        child.stdin.on('error', () => undefined);
        child.stdin.end(job.code);
      }),
  };
}

function optionsOf({ limits: { cpuSeconds, memoryBytes }, instantiate }: RunnerJob): string[] {
  return [
    '--cpu-seconds',
    `${cpuSeconds}`,
    ...(memoryBytes === undefined ? [] : ['--memory-bytes', `${memoryBytes}`]),
    ...(instantiate ? ['--instantiate'] : []),
  ];
}

function answerOf(bytes: Buffer): RunnerResult {
  try {
    return runnerResultSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return problem('io', 'the runner answered out of form');
  }
}

function problem(error: PreparationErrorKind, detail: string): RunnerResult {
  return { outcome: 'error', error, detail };
}
