import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/engine/answers.js';
import { readEvent } from '../../src/engine/event.js';

const executed = {
  id: 1,
  event: 'result',
  journal: '00ff',
  cycles: '18446744073709551615',
  instructions: '0',
  elapsedMs: 1.5,
};
const outOfForm = expect.objectContaining({
  code: 'engine/answer',
  hint: expect.stringContaining('build:engine'),
});

test('numbers of 64 bits and bytes are read whole, and the line itself is left out', () => {
  expect(readAnswer('execute', executed)).toEqual({
    journal: Uint8Array.of(0, 255),
    cycles: 0xffff_ffff_ffff_ffffn,
    instructions: 0n,
    elapsedMs: 1.5,
  });
});

describe('an answer that does not fit is one typed error', () => {
  test.each([
    ['a field that is missing', { cycles: undefined }],
    ['a number where digits belong', { cycles: 5 }],
    ['a sign', { cycles: '-5' }],
    ['a zero in front', { cycles: '05' }],
    ['digits where a number belongs', { elapsedMs: '5' }],
    ['half a byte', { journal: '0' }],
    ['no bytes', { journal: '' }],
    ['no hex', { journal: 'zz' }],
  ])('%s', (_, change) => {
    expect(() => readAnswer('execute', { ...executed, ...change })).toThrow(outOfForm);
  });

  test('nothing, and a text', () => {
    for (const line of [null, 'line', []]) expect(() => readAnswer('hello', line)).toThrow(outOfForm);
  });

  test('an image ID that is cut', () => {
    expect(() => readAnswer('image', { imageId: 'ab', elfHash: '00'.repeat(32) })).toThrow(outOfForm);
  });

  test('an event of no known kind', () => {
    const phase = { id: 1, event: 'phase', phase: 'prove' };
    expect(readEvent(phase)).toEqual(phase);
    expect(() => readEvent({ ...phase, event: 'phrase' })).toThrow(outOfForm);
    expect(() => readEvent({ id: 1, event: 'executed', cycles: 5 })).toThrow(outOfForm);
  });
});
