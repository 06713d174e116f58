/** Everything that decodes bytes from outside, each with hostile inputs up to the largest that it looks at. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importAt } from '../../prover/src/input/importAt.js';
import { MAX_IMPORT_LIST_BYTES, parseImportList } from '../../prover/src/input/readImportList.js';
import { firstAnswer, systems } from '../../testkit/groth16/knownAnswers.js';
import { decodeEntry, encodeEntry } from '../../verifier/src/accept/entry.js';
import { MAX_ENTRY_BYTES } from '../../verifier/src/accept/readEntry.js';
import { decodeAggregate } from '../../verifier/src/aggregate/decodeAggregate.js';
import {
  decodeJournal,
  decodeReceipt,
  MAX_RECEIPT_BYTES,
  makeImportList,
  priceOf,
  toHex,
} from '../../verifier/src/index.js';
import { fromHex } from '../../verifier/src/internal.js';
import { MAX_POLICY_BYTES, parsePolicy } from '../../verifier/src/policy/parsePolicy.js';
import { priceSchema } from '../../verifier/src/policy/price.js';
import { decodeProof } from '../../verifier/src/registry/decodeProof.js';
import { toRegistryEntry } from '../../verifier/src/registry/entry.js';
import { MAX_PROOF_BYTES } from '../../verifier/src/registry/proof.js';
import {
  decodeSchedule,
  encodeSchedule,
  MAX_SCHEDULE_BYTES,
  MAX_SCHEDULE_JSON_BYTES,
  parseSchedule,
  scheduleJson,
} from '../../verifier/src/schedule/index.js';
import { checkPackedStark, checkStark } from '../../verifier/src/seal/checkStark.js';
import { decodeProof as decodeGroth16 } from '../../verifier/src/seal/groth16/decodeProof.js';
import { packSeal, unpackSeal } from '../../verifier/src/seal/packing.js';
import { parseJson } from '../../verifier/src/util/parseJson.js';
import {
  committedReceipt,
  generators,
  goodAggregates,
  goodEntry,
  goodImport,
  goodJournals,
  goodPolicy,
  goodProofs,
  goodReceipts,
  goodSchedule,
  goodSessionSchedule,
} from './goodInputs.js';
import { hostileByteInputs } from './hostileByteInputs.js';
import { hostileCborInputs } from './hostileCborInputs.js';
import type { HostileInput } from './hostileInput.js';
import { hostileJsonInputs } from './hostileJsonInputs.js';

/** One decoder. */
export interface Decoder {
  inputs: () => Iterable<HostileInput>;
  /** Ends without an error where it takes the input. */
  decode: (bytes: Uint8Array) => unknown;
  /** Work that no input changes, ms: the checks of a proof that comes after the decoding and cannot be told from it. */
  constantMs?: number;
}

const packed = committedReceipt().seal;
const inSp1sForm = await unpackSeal(packed);
const policyFile = fileURLToPath(new URL('../../artifacts/receipts/policy.json', import.meta.url));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** By name. */
export const DECODERS: Readonly<Record<string, Decoder>> = {
  receipt: {
    inputs: () => hostileCborInputs(goodReceipts(), MAX_RECEIPT_BYTES),
    decode: decodeReceipt,
  },
  aggregate: {
    inputs: () => hostileCborInputs(goodAggregates(), MAX_RECEIPT_BYTES),
    decode: decodeAggregate,
  },
  'registry proof': {
    inputs: () => hostileCborInputs(goodProofs(), MAX_PROOF_BYTES),
    decode: decodeProof,
  },
  journal: {
    inputs: () => hostileByteInputs(goodJournals(), MAX_RECEIPT_BYTES, 1000),
    decode: decodeJournal,
  },
  schedule: {
    inputs: () =>
      hostileByteInputs([1, 2, 8000].map(goodSessionSchedule).map(encodeSchedule), MAX_SCHEDULE_BYTES, 40),
    decode: decodeSchedule,
  },
  'schedule JSON': {
    inputs: () =>
      hostileJsonInputs({ ...scheduleJson(goodSessionSchedule(1)) }, ['changes'], MAX_SCHEDULE_JSON_BYTES),
    decode: parseSchedule,
  },
  policy: {
    inputs: function* () {
      yield { name: 'the committed policy', bytes: new Uint8Array(readFileSync(policyFile)) };
      yield* hostileJsonInputs(goodPolicy, ['imports', 'targets', 'images', 'aggregators'], MAX_POLICY_BYTES);
    },
    decode: (bytes) => parsePolicy(bytes, 'policy.json'),
    // The package's own list of images, which is read where the policy has none.
    constantMs: 10,
  },
  'price schedule': {
    inputs: () => hostileJsonInputs(goodSchedule, [], 1 << 20),
    decode: (bytes) => {
      const { data } = priceSchema.safeParse(parseJson(bytes));
      if (data === undefined) throw new SyntaxError('it is no price');
      for (const amount of [0n, 1n << 32n, (1n << 64n) - 1n]) priceOf(data, amount);
    },
  },
  'import list': {
    inputs: () => hostileJsonInputs({ imports: ['env::*'] }, ['imports'], MAX_POLICY_BYTES),
    decode: (bytes) => {
      const { imports } = Object(parseJson(bytes)) as { imports?: unknown };
      const items = Array.isArray(imports) ? imports.filter((item) => typeof item === 'string') : [];
      return makeImportList(items);
    },
  },
  'import list file': {
    inputs: () => hostileByteInputs([Buffer.from('env::*\n# a\n*\n')], MAX_IMPORT_LIST_BYTES, 64),
    decode: (bytes) => makeImportList(parseImportList(bytes, 'imports.txt')),
  },
  'names of an import': {
    inputs: () => hostileByteInputs([goodImport(3), goodImport(5000)], MAX_RECEIPT_BYTES, 1000),
    decode: (bytes) => {
      if (importAt(bytes, 0n) === undefined) throw new SyntaxError('there are no two names');
    },
  },
  'store entry': {
    inputs: function* () {
      yield* hostileByteInputs([encodeEntry(goodEntry)], MAX_ENTRY_BYTES, 3000);
      yield* hostileJsonInputs({ ...goodEntry }, [], MAX_ENTRY_BYTES);
    },
    decode: decodeEntry,
  },
  'entry to register': {
    inputs: () => hostileJsonInputs({ ...goodEntry }, [], MAX_ENTRY_BYTES),
    decode: (bytes) => toRegistryEntry(parseJson(bytes)),
  },
  hex: {
    inputs: () => hostileByteInputs([Buffer.from('0123456789abcdef'.repeat(4))], MAX_RECEIPT_BYTES, 64),
    decode: (bytes) => toHex(fromHex(text(bytes), bytes.length >> 1) ?? bytes),
  },
  'groth16 points': {
    inputs: () => hostileByteInputs([generators()], 1 << 20, 64),
    decode: decodeGroth16,
    // On the curve, in the subgroup: 25 ms were measured where all three points get that far.
    constantMs: 50,
  },
  'sp1 groth16 seal': groth16('sp1'),
  'risc0 groth16 seal': groth16('risc0'),
  'stark seal': {
    // A change that leaves the form as it is goes on to the proof check, which takes 0.3 s whatever it is about.
    inputs: () => hostileByteInputs([inSp1sForm], MAX_RECEIPT_BYTES, 40),
    decode: checkStark,
    constantMs: 1000,
  },
  'packed stark seal': {
    inputs: () => hostileByteInputs([packed], MAX_RECEIPT_BYTES, 100),
    decode: checkPackedStark,
    constantMs: 1000,
  },
  'stark seal to unpack': {
    // Its trees are hashed, as many as a proof has.
    inputs: () => hostileByteInputs([packed], MAX_RECEIPT_BYTES, 100),
    decode: unpackSeal,
    constantMs: 500,
  },
  'stark seal to pack': {
    // Where its queries are is found by trying, with three times the hashing of a verification.
    inputs: () => hostileByteInputs([inSp1sForm], MAX_RECEIPT_BYTES, 40),
    decode: packSeal,
    constantMs: 2000,
  },
};

/** Seals of a proof system with an official key: a real proof is among them. */
function groth16(name: 'sp1' | 'risc0'): Decoder {
  const answer = firstAnswer(name);
  const { seal } = answer;
  const lengths = [seal.length - 1, seal.length + 1].map((length) => new Uint8Array(length));
  return {
    inputs: () => hostileByteInputs([seal, ...lengths], MAX_RECEIPT_BYTES, 64),
    decode: (bytes) => systems[name].check(bytes, answer),
    // Three points, and a pairing: the first one of a process takes the longest.
    constantMs: 250,
  };
}
