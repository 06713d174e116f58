import { expect, test } from 'vitest';
import { type RunnerCommand, readRunnerAnswer } from '../../src/runner/answers.js';

const digest = 'ab'.repeat(32);
const rehydrated = { rehydrateMs: 1.5, artifactBytes: 7, exports: ['f: () -> ()'] };
const ANSWERS: Record<RunnerCommand, Record<string, unknown>> = {
  hello: { protocol: 1, compiler: 'wasmtime', compilerVersion: '48.0.8' },
  profile: { profile: digest, text: 'text' },
  compile: { artifactDigest: digest, artifactBytes: 7, elapsedMs: 1.5 },
  rehydrate: rehydrated,
  run: { ...rehydrated, callMs: 0.5, results: ['42'] },
  calls: {
    outcomes: [{ results: ['4', '0x7fc00000'] }, { trap: 'wasm trap: integer divide by zero' }],
    state: { memory: '65536 bytes' },
  },
  bench: { compileMs: [1], rehydrateMs: [1], runMs: [1], artifactBytes: 7 },
};
const outOfForm = expect.objectContaining({
  code: 'runner/answer',
  hint: expect.stringContaining('build:runner'),
});

test.each(Object.entries(ANSWERS) as [RunnerCommand, Record<string, unknown>][])(
  'what %s answers is read, and nothing else',
  (command, answer) => {
    expect(readRunnerAnswer(command, { id: 1, event: 'result', ...answer, more: 1 })).toEqual(answer);
    for (const key of Object.keys(answer)) {
      for (const wrong of [undefined, null, {}, true]) {
        // An instance that exports nothing has no state.
        if (key === 'state' && typeof wrong === 'object' && wrong !== null) continue;
        expect(() => readRunnerAnswer(command, { ...answer, [key]: wrong }), key).toThrow(outOfForm);
      }
    }
    for (const line of [null, 'line', [], {}]) {
      expect(() => readRunnerAnswer(command, line)).toThrow(outOfForm);
    }
  },
);

test('digests, counts and results of another kind', () => {
  const wrong = (command: RunnerCommand, change: Record<string, unknown>) =>
    expect(() => readRunnerAnswer(command, { ...ANSWERS[command], ...change })).toThrow(outOfForm);
  wrong('compile', { artifactDigest: digest.toUpperCase() });
  wrong('compile', { artifactDigest: 'ab' });
  wrong('compile', { artifactBytes: -1 });
  wrong('compile', { artifactBytes: 1.5 });
  wrong('compile', { artifactBytes: '7' });
  wrong('run', { results: [42] });
  wrong('bench', { runMs: [] });
});
