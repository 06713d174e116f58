import { expect, test } from 'vitest';
import { Turns } from '../../src/util/turns.js';

/** Work that ends when it is told, and notes when it begins. */
function held(began: number[], n: number) {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = () => {
    began.push(n);
    return done;
  };
  return { work, end: () => end() };
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('so much at once, the others in the order of coming, and a failure gives its turn on', async () => {
  const turns = new Turns(2, 2);
  const began: number[] = [];
  const all = [0, 1, 2, 3].map((n) => held(began, n));
  const taken = all.map(({ work }) => turns.take(work));
  await settle();
  expect([began, turns.isCrowded]).toEqual([[0, 1], true]);
  all[1]?.end();
  await settle();
  expect([began, turns.isCrowded]).toEqual([[0, 1, 2], false]);
  await expect(turns.take(settle, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  for (const { end } of all) end();
  await Promise.all(taken);
  expect(began).toEqual([0, 1, 2, 3]);
  await expect(turns.take(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await turns.take(async () => 'after it')).toBe('after it');
  expect(turns.isCrowded).toBe(false);
});

test('who gives up while waiting is passed over', async () => {
  const turns = new Turns(1);
  const began: number[] = [];
  const [first, second, third] = [held(began, 0), held(began, 1), held(began, 2)];
  const stop = new AbortController();
  const one = turns.take(first.work);
  const two = turns.take(second.work, stop.signal);
  const three = turns.take(third.work);
  stop.abort(new Error('given up'));
  await expect(two).rejects.toThrow('given up');
  first.end();
  third.end();
  await Promise.all([one, three]);
  expect(began).toEqual([0, 2]);
});

test('none at once is a mistake', () => {
  for (const atOnce of [0, -1, 1.5, Number.NaN]) expect(() => new Turns(atOnce)).toThrow(RangeError);
});
