import { expect, test } from 'vitest';
import { compiledJournal, rejectedJournal } from '../../testkit/made/journals.js';
import { statementJson, toHex } from '../src/index.js';
import { NO_IMPORTS } from '../src/internal.js';

test('a compiled module', () => {
  const statement = statementJson(compiledJournal());
  expect(statement).toMatchObject({
    outcome: 'compiled',
    imports: toHex(NO_IMPORTS.digest),
    limits: { wasmBytes: '4096', functions: '100' },
    metering: { peakHeapBytes: '7000', operators: '500', deepestStackBytes: '640' },
    artifactBytes: '3000',
  });
  expect(statement).not.toHaveProperty('rejection');
});

test('instructions stand beside the heap where the image counts them', () => {
  expect(statementJson(compiledJournal())).not.toHaveProperty('instructions');
  const statement = statementJson(compiledJournal({ metering: { instructions: 2n ** 64n - 1n } }));
  expect(statement.instructions).toBe('18446744073709551615');
});

test('a refusal by a limit names it', () => {
  expect(statementJson(rejectedJournal()).rejection).toEqual({
    reason: 'shape limit',
    limit: 'functions',
    functionIndex: 100,
    offset: '77',
    value: '101',
    bound: '100',
  });
});

test('a refusal by none does not', () => {
  const outcome = {
    kind: 'rejected',
    reason: 'invalid wasm',
    limit: undefined,
    functionIndex: undefined,
    offset: undefined,
    value: 0n,
    bound: 0n,
  } as const;
  expect(statementJson(rejectedJournal({ outcome })).rejection).toEqual({
    reason: 'invalid wasm',
    value: '0',
    bound: '0',
  });
});
