import { VerifierError, ZkcwasmError } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { ProverError } from '../../src/index.js';

test("the prover's errors are of the tree that begins in the verifier's package, with codes of their own", () => {
  const error = new ProverError('limit/cycles', 'too many', { hint: 'Allow more.' });
  expect(error).toBeInstanceOf(ZkcwasmError);
  expect(error).not.toBeInstanceOf(VerifierError);
  expect(error.name).toBe('ProverError');
  expect(error.toJSON()).toEqual({ code: 'limit/cycles', message: 'too many', hint: 'Allow more.' });
  // @ts-expect-error a code of the verifier
  new ProverError('policy/cycles', 'no');
});
