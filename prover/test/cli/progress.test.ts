/** Progress where standard error is no terminal: a line at the start, and one for each stretch of time. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { proofProgress } from '../../src/cli/progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream as a file or a pipe is, and what was written to it so far. */
function log(): { stream: NodeJS.WriteStream; lines: () => string[] } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    lines: () => text.split('\n').filter((line) => line !== ''),
  };
}

const progress = {
  id: 1,
  event: 'progress' as const,
  phase: 'prove' as const,
  shardsStarted: 3,
  shardsDone: 2,
  stepsStarted: 1,
  stepsDone: 0,
  reusedSteps: 0,
  elapsedMs: 240_000,
  residentBytes: 14 * 2 ** 30,
};

test('a line every half minute, though nothing happens, and none after the end', () => {
  const { stream, lines } = log();
  const shown = proofProgress(false, { stream });
  expect(lines()).toEqual(['execute']);
  shown.onEvent({ id: 1, event: 'executed', cycles: '6780342' });
  shown.onEvent({ id: 1, event: 'phase', phase: 'prove' });
  shown.onEvent(progress);
  vi.advanceTimersByTime(29_000);
  expect(lines()).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(lines()[1]).toMatch(
    /^prove, shards 2\/3, recursion 0\/1, 14\.0 GiB, 4 min so far, about \d+ (min|s) left$/,
  );
  vi.advanceTimersByTime(90_000);
  expect(lines()).toHaveLength(5);
  shown.stop();
  const before = lines().length;
  vi.advanceTimersByTime(600_000);
  expect(lines()).toHaveLength(before);
  expect(lines().join('')).not.toContain('\u{1b}');
});

test('quiet says nothing', () => {
  const { stream, lines } = log();
  const shown = proofProgress(true, { stream });
  shown.onEvent(progress);
  vi.advanceTimersByTime(600_000);
  shown.stop();
  expect(lines()).toEqual([]);
});
