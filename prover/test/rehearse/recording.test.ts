import { expect, test } from 'vitest';
import { decodeRecording, encodeRecording, type Recording } from '../../src/rehearse/recording.js';

const recording: Recording = {
  version: 1,
  under: { compilerVersion: '48.0.8', target: 'pulley64', profile: 'fast-exec' },
  imports: 'zero',
  memoryBytes: '65536',
  modules: [
    {
      name: 'a',
      wasmDigest: 'ab'.repeat(32),
      sequences: [
        {
          calls: [
            { export: 'f', args: ['1'], outcome: { results: ['2'] } },
            { export: 'g', args: [], outcome: { trap: 'wasm trap: unreachable' } },
          ],
          state: new Map([['memory', 'x']]),
        },
        { start: 'wasm trap: unreachable', calls: [], state: new Map() },
        { unfinished: 'it takes longer than 5 ms', calls: [{ export: 'h', args: [] }] },
      ],
    },
    { name: 'b', wasmDigest: 'cd'.repeat(32), refused: 'invalid wasm' },
    { name: 'c', wasmDigest: 'ef'.repeat(32), failed: 'the runner died of it' },
  ],
};
const bytes = encodeRecording(recording);
const text = Buffer.from(bytes).toString();
const codeOf = (changed: string | Uint8Array) => {
  try {
    decodeRecording(typeof changed === 'string' ? Buffer.from(changed) : changed);
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('is read as it was written', () => {
  expect(decodeRecording(bytes)).toEqual(recording);
});

test.each([
  ['no JSON', 'x', 'recording/malformed'],
  ['nothing', '', 'recording/malformed'],
  ['a list', '[]\n', 'recording/malformed'],
  ['another version', text.replace('"version":1', '"version":2'), 'recording/version'],
  ['an unknown key', text.replace('"imports"', '"extra":1,"imports"'), 'recording/malformed'],
  ['a call without an outcome', text.replace(',"outcome":{"results":["2"]}', ''), 'recording/malformed'],
  [
    'an outcome of both kinds',
    text.replace('{"results":["2"]}', '{"results":["2"],"trap":"x"}'),
    'recording/malformed',
  ],
  ['a result that is a number', text.replace('["2"]', '[2]'), 'recording/malformed'],
  [
    'a key twice',
    text.replace('"imports":"zero"', '"imports":"zero","imports":"zero"'),
    'recording/malformed',
  ],
  ['no line feed at the end', text.trimEnd(), 'recording/not-canonical'],
  ['something behind the end', `${text}\n`, 'recording/not-canonical'],
  ['white space', text.replace(',', ', '), 'recording/not-canonical'],
  [
    'another order of keys',
    text.replace('"args":["1"],"export":"f"', '"export":"f","args":["1"]'),
    'recording/not-canonical',
  ],
])('%s is refused', (_, changed, code) => {
  expect(changed).not.toBe(text);
  expect(codeOf(changed)).toBe(code);
});

test('cut anywhere it is refused', () => {
  for (let end = 0; end < bytes.length; end += 1)
    expect(codeOf(bytes.subarray(0, end))).toMatch(/^recording\//);
});
