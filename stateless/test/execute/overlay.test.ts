import { expect, test } from 'vitest';
import { Overlay } from '../../src/execute/overlay.js';
import { bytesOf } from '../keyed/entries.js';

const [a, b] = [bytesOf('a'), bytesOf('b')];
const value = (n: number) => new Uint8Array(32).fill(n);

test('layers: what returns goes down, what does not is gone, the state is asked once a key', () => {
  const asked: number[] = [];
  const overlay = new Overlay((key) => {
    asked.push(key[0] as number);
    return value(9);
  });
  expect([overlay.get(a)[0], overlay.get(a)[0]]).toEqual([9, 9]);
  expect(asked).toHaveLength(1);
  overlay.set(a, value(1));
  overlay.enter();
  overlay.set(a, value(2));
  overlay.log({ contract: a, data: Uint8Array.of(2) });
  overlay.enter();
  overlay.set(b, value(3));
  overlay.log({ contract: b, data: Uint8Array.of(3) });
  expect([overlay.get(a)[0], overlay.get(b)[0]]).toEqual([2, 3]);
  overlay.leave(false);
  expect(overlay.get(b)[0]).toBe(9);
  overlay.enter();
  overlay.set(b, value(4));
  overlay.leave(true);
  overlay.leave(true);
  expect(overlay.takeLogs().map(({ data }) => [...data])).toEqual([[2]]);
  expect([...overlay.changes().values()].map(([first]) => first)).toEqual([2, 4]);
});

test('what is set keeps its bytes, whatever becomes of the buffer they came in', () => {
  const overlay = new Overlay(() => value(0));
  const buffer = value(5);
  overlay.set(a, buffer);
  buffer.fill(6);
  expect(overlay.get(a)[0]).toBe(5);
});

test('changes are there only when no call is open', () => {
  const overlay = new Overlay(() => value(0));
  overlay.enter();
  expect(() => overlay.changes()).toThrow(RangeError);
  overlay.leave(true);
  expect(() => overlay.leave(true)).toThrow(RangeError);
});
