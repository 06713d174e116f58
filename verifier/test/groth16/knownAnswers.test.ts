import { afterAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { systemNames, systems } from '../../../testkit/groth16/knownAnswers.js';
import { endSnarkjs, snarkjsVerify } from '../../../testkit/groth16/snarkjsVerify.js';
import { decodeProof } from '../../src/seal/groth16/decodeProof.js';

afterAll(endSnarkjs);

describe.each(systemNames)('%s: official proofs', (name) => {
  const { answers, check, header, key, inputs } = systems[name];

  test.each(answers)('$source', async (answer) => {
    expect(await check(answer.seal, answer)).toEqual({ sealKind: 'groth16' });
    const proof = decodeProof(answer.seal.subarray(header));
    expect(await snarkjsVerify(key(), proof, inputs(answer))).toBe(true);
  });

  test.each(answers)('$source, about something else', async (answer) => {
    const proof = decodeProof(answer.seal.subarray(header));
    for (const changed of [
      { ...answer, imageId: answer.imageId.with(31, (answer.imageId[31] ?? 0) ^ 1) },
      { ...answer, journalDigest: answer.journalDigest.with(31, (answer.journalDigest[31] ?? 0) ^ 1) },
    ]) {
      expect(await codeOf(check(answer.seal, changed))).toBe('seal/rejected');
      expect(await snarkjsVerify(key(), proof, inputs(changed))).toBe(false);
    }
  });
});
