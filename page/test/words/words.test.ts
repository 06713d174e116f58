import { ERROR_CODES, LIMIT_NAMES, METRIC_NAMES } from '@zkcwasm/verifier';
import { describe, expect, test } from 'vitest';
import { REASONS } from '../../../verifier/src/journal/ids.js';
import type { Verified } from '../../src/check/report.js';
import { ADVICE, adviceOn } from '../../src/words/advice.js';
import { assumptionsOf } from '../../src/words/assumptions.js';
import { LIMIT_WORDS, METRIC_WORDS } from '../../src/words/limits.js';
import { bytesText, grouped, short } from '../../src/words/numbers.js';
import { REASON_WORDS } from '../../src/words/reasons.js';
import { boundsWords, rejectionWords, statementWords } from '../../src/words/statement.js';

test.each(Object.keys(ERROR_CODES))('%s: what is wrong, and what to do', (code) => {
  const { title, todo } = ADVICE[code] ?? { title: '', todo: '' };
  expect(title.length).toBeGreaterThan(10);
  expect(title).not.toMatch(/[.:]$/);
  expect(todo).toMatch(/^[A-Z].{8,}[.?]$/s);
});

test('no two errors have the same heading', () => {
  const titles = Object.values(ADVICE).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('a code that this page does not know gets the words of the verifier', () => {
  expect(adviceOn({ code: 'new/code', hint: 'Do this.' }).todo).toBe('Do this.');
  expect(adviceOn({ code: 'toString', hint: undefined }).todo).toMatch(/\.$/);
});

test('every limit, measured value and reason has words', () => {
  expect(Object.keys(LIMIT_WORDS).sort()).toEqual([...LIMIT_NAMES].sort());
  expect(Object.keys(METRIC_WORDS).sort()).toEqual([...METRIC_NAMES].sort());
  expect(Object.keys(REASON_WORDS).sort()).toEqual(Object.values(REASONS).sort());
});

test('numbers', () => {
  expect(grouped('18446744073709551615')).toBe('18\u202f446\u202f744\u202f073\u202f709\u202f551\u202f615');
  expect(grouped('999')).toBe('999');
  expect([bytesText('1'), bytesText('41'), bytesText('1048576'), bytesText('18446744073709551615')]).toEqual([
    '1 byte',
    '41 bytes',
    '1 MiB',
    '16800000 TiB',
  ]);
  expect(short('ab'.repeat(32))).toBe('abababab…abababab');
});

describe('a statement', () => {
  const verified: Verified = {
    index: undefined,
    statement: {
      outcome: 'compiled',
      compiler: 'wasmtime 48.0.8',
      target: 'x86_64-unknown-linux-gnu',
      profile: 'aa',
      wasmDigest: 'bb',
      wasmBytes: '41',
      artifactDigest: 'cc',
      artifactBytes: '9232',
      context: '00',
      peakHeapBytes: '88166',
      limits: {},
      imports: 'dd',
      metering: {},
    },
    sealKind: 'stark',
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    image: { id: 'ee', name: 'an-image', source: 'upstream', status: 'active', profileName: 'fast-exec' },
    cycles: '1891589',
    module: 'add.wasm',
    artifact: undefined,
    price: undefined,
  };

  test('in a sentence', () => {
    expect(statementWords(verified)).toBe(
      'Wasmtime 48.0.8, with the profile fast-exec for x86_64-unknown-linux-gnu, compiles add.wasm (41 bytes) to one artifact of 9\u202f232 bytes.',
    );
  });

  test('a refusal says why, how far over, and where', () => {
    const shape = { reason: 'shape limit', limit: 'functionBranches', functionIndex: 0, offset: '34' };
    expect(rejectionWords({ ...shape, value: '25760', bound: '10000' })).toBe(
      'a count of its parts is over a limit (branches of a function: 25\u202f760, and 10\u202f000 allowed), in function 0 at byte 34',
    );
    expect(rejectionWords({ reason: 'heap limit', value: '2097152', bound: '1048576' })).toContain(
      '(2 MiB, and 1 MiB allowed)',
    );
    expect(rejectionWords({ reason: 'a new reason', value: '0', bound: '0' })).toBe('a new reason');
  });

  test('cycles that no clock attests are never shown as a number', () => {
    const [cycles] = boundsWords({ ...verified, sealKind: 'groth16', cycles: undefined });
    expect(cycles?.value).toBe('not attested');
    expect(cycles?.note).toContain('Groth16');
    expect(boundsWords(verified)[0]?.value).toBe('1\u202f891\u202f589');
  });

  test('what it rests on depends on seal and image', () => {
    const names = (changes: Partial<Verified>) =>
      assumptionsOf({ ...verified, ...changes })
        .map(({ name, words }) => `${name} ${words}`)
        .join('\n');
    expect(names({ sealKind: 'groth16' })).toContain('set-up');
    expect(names({})).not.toContain('set-up');
    expect(names({ sealKind: 'aggregate' })).toContain('The aggregator');
    expect(names({ image: { ...verified.image, source: 'tuned' } })).toContain('no bounds');
  });
});
