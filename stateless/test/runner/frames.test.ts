import { expect, test } from 'vitest';
import { FrameCutter, frame } from '../../src/runner/frames.js';

test('frames are found however the bytes are cut', () => {
  const bodies = [Uint8Array.of(1), new Uint8Array(300).fill(2), Uint8Array.of(3, 4)];
  const stream = Buffer.concat(bodies.map(frame));
  for (const size of [1, 2, 3, 5, 7, 100, stream.length]) {
    const cutter = new FrameCutter();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) {
      cutter.add(stream.subarray(at, at + size));
      for (let body = cutter.next(); body !== undefined; body = cutter.next()) found.push(body);
    }
    expect(found.map((body) => [...body])).toEqual(bodies.map((body) => [...body]));
  }
});

test('a frame without bytes, or with more than any has, is refused before they come', () => {
  for (const length of [0, 0x7fffffff, 0xffffffff]) {
    const cutter = new FrameCutter();
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(length);
    cutter.add(bytes);
    expect(() => cutter.next()).toThrow(/frame of/);
  }
});
