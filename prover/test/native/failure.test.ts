import { expect, test } from 'vitest';
import { failure } from '../../src/native/failure.js';

const line = (fields: Record<string, unknown>) => ({ id: 1, event: 'error', ...fields });

test('codes of the native side are mapped to this package’s', () => {
  expect(failure('engine', line({ code: 'memory', message: 'no' }))).toMatchObject({
    code: 'limit/memory',
    shortMessage: 'no',
    hint: expect.stringContaining('--prover network'),
  });
  expect(failure('runner', line({ code: 'rejected', message: 'no' })).code).toBe('module/rejected');
});

test.each(['request', 'something new', 'constructor', '__proto__'])('code %s is a refusal', (code) => {
  expect(failure('engine', line({ code, message: 'no' })).code).toBe('engine/refused');
  expect(failure('runner', line({ code, message: 'no' })).code).toBe('runner/refused');
});

test('an error without a code or a message', () => {
  for (const fields of [{ message: 'no' }, { code: 'memory' }, { code: 1, message: 'no' }]) {
    expect(failure('engine', line(fields)).code).toBe('engine/answer');
    expect(failure('runner', line(fields)).code).toBe('runner/answer');
  }
});
