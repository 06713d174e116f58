import { expect, test } from 'vitest';
import { RunnerError } from '../../src/errors/base.js';
import { throughRunnersEnds } from '../../src/simulate/crash.js';

const ended = () => new RunnerError('runner/failed', 'the runner has ended: SIGKILL');

test('what a runner did not end is executed again, and each failure is told', async () => {
  let [tries, told] = [0, 0];
  const execute = async () => {
    tries += 1;
    if (tries < 3) throw ended();
    return 'executed';
  };
  expect(await throughRunnersEnds(execute, () => (told += 1))).toBe('executed');
  expect([tries, told]).toEqual([3, 2]);
});

test('but not for ever, and no other error is passed over', async () => {
  let tries = 0;
  const never = async () => {
    tries += 1;
    throw ended();
  };
  await expect(throughRunnersEnds(never)).rejects.toMatchObject({ code: 'runner/failed' });
  expect(tries).toBe(20);
  const other = new Error('another fault');
  let others = 0;
  await expect(
    throughRunnersEnds(async () => {
      others += 1;
      throw other;
    }),
  ).rejects.toBe(other);
  expect(others).toBe(1);
});
