import { expect, test } from 'vitest';
import { compareModules } from '../../src/rehearse/differences.js';
import type { CallOutcome, RecordedModule, Sequence } from '../../src/rehearse/recording.js';

const named = { name: 'a', wasmDigest: 'ab'.repeat(32) };
const finished = (outcome: CallOutcome, memory = 'm', start?: string): Sequence => ({
  ...(start === undefined ? {} : { start }),
  calls: start === undefined ? [{ export: 'f', args: ['1'], outcome }] : [],
  state: new Map([['memory', memory]]),
});
const ran = (...sequences: Sequence[]): RecordedModule => ({ ...named, sequences });
const endless: Sequence = { unfinished: 'late', calls: [{ export: 'f', args: ['1'] }] };
const two = { results: ['2'] };

test('the same is the same', () => {
  expect(compareModules(ran(finished(two)), ran(finished(two)))).toEqual({
    differences: [],
    calls: 1,
    uncompared: 0,
  });
  const refused = { ...named, refused: 'unsupported' };
  expect(compareModules(refused, refused).differences).toEqual([]);
});

test.each<[string, RecordedModule, RecordedModule, object]>([
  [
    'another result',
    ran(finished(two)),
    ran(finished({ results: ['3'] })),
    { kind: 'result', recorded: 'results: 2', found: 'results: 3', call: 0, export: 'f', args: ['1'] },
  ],
  ['a trap', ran(finished(two)), ran(finished({ trap: 't' })), { kind: 'trap', found: 'trap: t' }],
  ['another trap', ran(finished({ trap: 's' })), ran(finished({ trap: 't' })), { kind: 'trap' }],
  [
    'another memory',
    ran(finished(two)),
    ran(finished(two, 'n')),
    { kind: 'state', export: 'memory', recorded: 'm', found: 'n' },
  ],
  [
    'a start that traps',
    ran(finished(two)),
    ran(finished(two, 'm', 't')),
    { kind: 'start', recorded: 'started', found: 't' },
  ],
  ['no end', ran(finished(two)), ran(endless), { kind: 'unfinished', found: 'no end: late' }],
  [
    'a refusal',
    ran(finished(two)),
    { ...named, refused: 'r' },
    { kind: 'acceptance', recorded: 'compiled', found: 'refused: r' },
  ],
  ['another refusal', { ...named, refused: 'q' }, { ...named, refused: 'r' }, { kind: 'acceptance' }],
  ['a death', ran(finished(two)), { ...named, failed: 'died' }, { kind: 'failure', found: 'failed: died' }],
])('%s is a difference', (_, recorded, found, expected) => {
  expect(compareModules(recorded, found).differences).toMatchObject([{ ...named, ...expected }]);
});

test('two that come to no end are not compared, and that is counted', () => {
  expect(compareModules(ran(endless, finished(two)), ran(endless, finished(two)))).toEqual({
    differences: [],
    calls: 1,
    uncompared: 1,
  });
});
