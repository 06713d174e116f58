import { expect, test } from 'vitest';
import * as verifier from '../../src/index.js';

const { ERROR_CODES, PolicyError, RegistryError, VerifierError, ZkcwasmError } = verifier;

test('every class of errors is exported, and of one tree', () => {
  const classes = Object.entries(verifier).filter(([name]) => /Error$/.test(name));
  expect(classes.map(([name]) => name).sort()).toEqual([
    'AggregationError',
    'EnvironmentError',
    'ImageError',
    'ImportsError',
    'InputError',
    'JournalError',
    'MismatchError',
    'PolicyError',
    'ReceiptError',
    'RegistryError',
    'ScheduleError',
    'SealError',
    'StoreError',
    'VerifierError',
    'ZkcwasmError',
  ]);
  const error = new RegistryError('registry/absent', 'not there', { hint: 'Add it.' });
  expect(error).toBeInstanceOf(VerifierError);
  expect(error).toBeInstanceOf(ZkcwasmError);
  expect(error.toJSON()).toEqual({ code: 'registry/absent', message: 'not there', hint: 'Add it.' });
  expect(error.message).toBe('not there\nAdd it.');
});

test('codes are typed and documented', () => {
  // @ts-expect-error there is no such code
  new PolicyError('policy/nonsense', 'no');
  for (const [code, meaning] of Object.entries(ERROR_CODES)) {
    expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
    expect(meaning).toMatch(/\.$/);
  }
});
