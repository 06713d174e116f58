import { expect, test } from 'vitest';
import { bytesOfRun, jobsWithin } from '../../src/corpus/memory.js';

test('as many runs as have room, and no more than there are cores', () => {
  const bytes = bytesOfRun({ heapBytes: 512n << 20n });
  expect(bytes).toBe(1.5 * 2 ** 30);
  expect(jobsWithin(bytes, 8 * 2 ** 30, 4)).toBe(4);
  expect(jobsWithin(bytes, 4 * 2 ** 30, 4)).toBe(2);
  expect(jobsWithin(bytes, 1, 4)).toBe(1);
});

test('without a limit of heap a run may take what the engine lets it', () => {
  expect(bytesOfRun({ heapBytes: undefined })).toBe(8.5 * 2 ** 30);
  expect(bytesOfRun({ heapBytes: 1n << 62n })).toBe(8.5 * 2 ** 30);
});
