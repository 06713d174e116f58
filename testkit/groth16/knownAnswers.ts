/**
 * Proofs under the official keys, out of public test data; only the data is here. Where each comes from is in `source`:
 * repository, commit, path. The official proving keys are not needed, and no proof here was made for this project.
 */
import { readFileSync } from 'node:fs';
import { checkRisc0Groth16 } from '../../verifier/src/seal/risc0/checkRisc0Groth16.js';
import { risc0PublicInputs } from '../../verifier/src/seal/risc0/risc0PublicInputs.js';
import { risc0VerifyingKey } from '../../verifier/src/seal/risc0/risc0VerifyingKey.js';
import type { ExpectedClaim } from '../../verifier/src/seal/sealCheck.js';
import { checkSp1Groth16 } from '../../verifier/src/seal/sp1/checkSp1Groth16.js';
import { decodeGnarkKey } from '../../verifier/src/seal/sp1/decodeGnarkKey.js';
import { SP1_KEY } from '../../verifier/src/seal/sp1/sp1Groth16Key.js';
import { sp1PublicInputs } from '../../verifier/src/seal/sp1/sp1PublicInputs.js';
import { sha256 } from '../../verifier/src/util/sha256.js';

interface Stored {
  source: string;
  imageId: string;
  journal: string;
  seal: string;
}

/** A proof with what it is about. */
export interface KnownAnswer extends ExpectedClaim {
  source: string;
  journal: Uint8Array;
  seal: Uint8Array;
}

/** The key's coordinates as the contract has them: decimal, points of G2 negated. */
export const sp1Contract = read<{ key: Record<string, string> }>('sp1.json').key;

/** The two proof systems, with all that tests need of them. */
export const systems = {
  sp1: {
    answers: read<{ proofs: Stored[] }>('sp1.json').proofs.map(parse),
    check: checkSp1Groth16,
    /** Length of what stands before A, B and C. */
    header: 100,
    key: () => decodeGnarkKey(fromHex(SP1_KEY)),
    inputs: (answer: KnownAnswer) => sp1PublicInputs(answer, answer.seal.subarray(68, 100)),
  },
  risc0: {
    answers: read<{ proofs: Stored[] }>('risc0.json').proofs.map(parse),
    check: checkRisc0Groth16,
    header: 4,
    key: risc0VerifyingKey,
    inputs: risc0PublicInputs,
  },
};
export type SystemName = keyof typeof systems;
export const systemNames = Object.keys(systems) as SystemName[];

/** Any known answer of a system. */
export function firstAnswer(name: SystemName): KnownAnswer {
  const answer = systems[name].answers[0];
  if (answer === undefined) throw new Error(`there is no known answer for ${name}`);
  return answer;
}

/** Hex → bytes. */
export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as T;
}

function parse({ source, imageId, journal, seal }: Stored): KnownAnswer {
  const bytes = fromHex(journal);
  return {
    source,
    imageId: fromHex(imageId),
    journal: bytes,
    journalDigest: sha256(bytes),
    seal: fromHex(seal),
  };
}
