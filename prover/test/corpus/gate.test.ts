import { expect, test } from 'vitest';
import { Gate } from '../../src/corpus/gate.js';

test('no more begin than there is room for, and one always may', async () => {
  let room = 2;
  let busy = 0;
  let most = 0;
  const gate = new Gate(() => busy < room);
  const work = () =>
    gate.through(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setTimeout(resolve, 5));
      busy -= 1;
    });
  await Promise.all(Array.from({ length: 8 }, work));
  expect(most).toBe(2);
  room = 0;
  most = 0;
  await Promise.all(Array.from({ length: 4 }, work));
  expect(most).toBe(1);
});

test('work that fails makes room as well', async () => {
  let busy = 0;
  const gate = new Gate(() => busy < 1);
  const fail = () =>
    gate.through(async () => {
      busy += 1;
      await Promise.resolve();
      busy -= 1;
      throw new Error('no');
    });
  const ended = await Promise.allSettled([fail(), fail(), fail()]);
  expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
});
