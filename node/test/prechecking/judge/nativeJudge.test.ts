import { expect, test } from 'vitest';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { checkCode } from '../../../src/prechecking/judge/checkCode.js';
import { nativeJudge } from '../../../src/prechecking/judge/nativeJudge.js';
import type { Judge } from '../../../src/prechecking/judge/outcome.js';
import {
  PREPARATION_ERROR_KINDS,
  type PreparationErrorKind,
  verdictOfPreparationFailure,
} from '../../../src/prechecking/judge/preparation.js';
import { processRunner } from '../../../src/prechecking/judge/processRunner.js';
import {
  PRECHECK_LIMITS,
  type Runner,
  type RunnerJob,
  type RunnerResult,
} from '../../../src/prechecking/judge/runner.js';

const CODE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const { signal } = new AbortController();
const answering = (result: unknown): Runner => ({ prepare: async () => result as RunnerResult });

test('what was prepared is good; deterministic errors say that it is not, others that nobody knows', async () => {
  const kinds: Record<string, string> = {};
  for (const error of PREPARATION_ERROR_KINDS) {
    kinds[error] = (
      await nativeJudge(answering({ outcome: 'error', error, detail: 'x' })).judge(CODE, signal)
    ).kind;
  }
  expect(kinds).toEqual({
    prevalidation: 'invalid',
    preparation: 'invalid',
    'job-error': 'invalid',
    'out-of-memory': 'invalid',
    'timed-out': 'failed',
    'runtime-construction': 'failed',
    io: 'failed',
    'job-died': 'failed',
    file: 'failed',
    kernel: 'failed',
  } satisfies Record<PreparationErrorKind, string>);
  const good = await nativeJudge(answering({ outcome: 'prepared', cpuSeconds: 1, peakMemoryBytes: 2 })).judge(
    CODE,
    signal,
  );
  expect(good).toEqual({ kind: 'valid', because: { kind: 'compiled', cpuSeconds: 1, peakMemoryBytes: 2 } });
});

test('no dispute can come out of preparation, whatever the error', () => {
  for (const kind of PREPARATION_ERROR_KINDS) {
    expect(verdictOfPreparationFailure({ kind, detail: '' }).kind).toBe('no-show');
  }
});

test('the runner is asked for a strict compilation, and to instantiate once', async () => {
  const jobs: RunnerJob[] = [];
  const runner: Runner = {
    prepare: async (job) => {
      jobs.push(job);
      return { outcome: 'prepared' };
    },
  };
  await nativeJudge(runner).judge(CODE, signal);
  expect(jobs).toEqual([{ code: CODE, limits: PRECHECK_LIMITS, instantiate: true }]);
});

test('a runner that answers out of form, or never, is a failure', async () => {
  for (const answer of [
    undefined,
    {},
    { outcome: 'prepared', extra: 1 },
    { outcome: 'error', error: 'none of them' },
  ]) {
    expect(await nativeJudge(answering(answer)).judge(CODE, signal)).toMatchObject({ kind: 'failed' });
  }
  const never: Runner = { prepare: () => new Promise(() => undefined) };
  const outcome = await nativeJudge(never, { cpuSeconds: 1, wallSeconds: 0 }).judge(CODE, signal);
  expect(outcome).toMatchObject({ kind: 'failed', because: { error: { kind: 'timed-out' } } });
});

/** A runner in JavaScript, with `code` (standard input) and `options` at hand. */
function scripted(script: string, limits: Partial<RunnerJob['limits']> = {}): Promise<RunnerResult> {
  const whole = `const { readFileSync } = require('node:fs'); const options = process.argv.slice(1);
    const answer = (value) => process.stdout.write(JSON.stringify(value)); ${script}`;
  const runner = processRunner({ command: process.execPath, args: ['-e', whole, '--'] });
  return runner.prepare(
    { code: CODE, limits: { cpuSeconds: 60, wallSeconds: 50, ...limits }, instantiate: true },
    signal,
  );
}

test('a program as runner: gets code and limits, and an empty environment', async () => {
  const script = `const code = readFileSync(0); answer({ outcome: 'error', error: 'preparation',
    detail: JSON.stringify([code.length, options, Object.keys(process.env), process.cwd()]) });`;
  const result = await scripted(script, { memoryBytes: 1000 });
  expect(JSON.parse((result as { detail: string }).detail)).toEqual([
    CODE.length,
    ['--cpu-seconds', '60', '--memory-bytes', '1000', '--instantiate'],
    [],
    '/',
  ]);
});

test.each([
  ['prints nothing', '', 'io'],
  ['prints something else', `answer({ ok: true })`, 'io'],
  ['prints two answers', `answer({ outcome: 'prepared' }); answer({ outcome: 'prepared' })`, 'io'],
  [
    'prints without end',
    `const s = 'x'.repeat(65536); (function f() { process.stdout.write(s, f); })()`,
    'io',
  ],
  ['fails after an answer', `answer({ outcome: 'prepared' }); process.exitCode = 3`, 'job-died'],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'job-died'],
  ['panics', `process.abort()`, 'job-died'],
])('a program that %s', async (_name, script, error) => {
  expect(await scripted(script)).toMatchObject({ outcome: 'error', error });
});

test('a program that hangs is killed, with whom it started', async () => {
  // The grandchild would keep the output open, and would go on for a minute.
  const script = `require('node:child_process').spawn('/bin/sleep', ['60'], { stdio: ['ignore', 'inherit', 'ignore'] });
    setInterval(() => undefined, 1000);`;
  const result = await scripted(script, { wallSeconds: 3 });
  expect(result).toMatchObject({ error: 'timed-out' });
});

test('a program that is not there, and a job that is stopped', async () => {
  const absent = processRunner({ command: '/no/such/runner' });
  const job = { code: CODE, limits: PRECHECK_LIMITS, instantiate: true };
  expect(await absent.prepare(job, signal)).toMatchObject({ error: 'io' });
  const stop = new AbortController();
  const hanging = processRunner({ command: '/bin/sleep', args: ['60', '#'] });
  const running = processRunner({
    command: process.execPath,
    args: ['-e', 'setInterval(() => 0, 1000)', '--'],
  }).prepare(job, stop.signal);
  stop.abort();
  expect(await running).toMatchObject({ error: 'io', detail: 'stopped' });
  expect(await hanging.prepare(job, stop.signal)).toMatchObject({ error: 'io', detail: 'stopped' });
});

test('code that the chain lacks, or gives under another name, is a failure; an environment that is not known, invalid', async () => {
  const good: Judge = { judge: async () => ({ kind: 'valid', because: { kind: 'compiled' } }) };
  const check = (code: Uint8Array | undefined, judge: Judge | undefined) =>
    checkCode({ codeAt: async () => code, judgeAt: async () => judge })(codeHash(CODE), '', signal);
  expect(await check(CODE, good)).toMatchObject({ kind: 'valid' });
  expect(await check(undefined, good)).toEqual({ kind: 'failed', because: { kind: 'code-missing' } });
  expect(await check(CODE.subarray(1), good)).toEqual({ kind: 'failed', because: { kind: 'code-missing' } });
  expect(await check(CODE, undefined)).toEqual({
    kind: 'invalid',
    because: { kind: 'environment-unavailable' },
  });
});

test('so many compilations at once, and the clock of those that wait does not run', async () => {
  let running = 0;
  let most = 0;
  const slow: Runner = {
    prepare: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 500));
      running -= 1;
      return { outcome: 'prepared' };
    },
  };
  // Each has three seconds; all eight together take longer than the first two may.
  const judge = nativeJudge(slow, { cpuSeconds: 1, wallSeconds: 2 }, { atOnce: 1 });
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => judge.judge(CODE, signal)));
  expect(most).toBe(1);
  expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill('valid'));
  const stop = new AbortController();
  const first = judge.judge(CODE, signal);
  const waiting = judge.judge(CODE, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  expect((await first).kind).toBe('valid');
  expect(() => nativeJudge(slow, PRECHECK_LIMITS, { atOnce: 0 })).toThrow(
    expect.objectContaining({ code: 'judge/options' }),
  );
}, 60_000);
