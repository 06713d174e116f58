/** Fuzzed submissions: envelopes, journals, seals and aggregates, changed at random, and what is none of these. */
import { decodeAggregate, decodeReceipt } from '@zkcwasm/verifier';
import { encodeAggregate, encodeReceipt } from '@zkcwasm/verifier/internal';
import { committed } from '../daemon/serve.js';
import type { Random } from './random.js';

export interface Submission {
  kind: 'artifact' | 'bounds' | 'rejected';
  files: Record<string, Uint8Array>;
}

const whole = committed('add.receipt');
const parts = decodeReceipt(whole);
const artifact = committed('add.cwasm');
const aggregate = decodeAggregate(committed('aggregate.receipt'));
/** One in so many has its whole seal, and takes as long as a good one; the others end before the proof, or in its first bytes. */
const WHOLE_SEAL = 50;

/** The n-th one is whatever comes next; never the bytes of a good receipt. */
export function fuzzedSubmission(random: Random): Submission {
  for (;;) {
    const receipt = fuzzedReceipt(random);
    if (Buffer.compare(receipt, whole) === 0) continue;
    const kind = random.pick(['artifact', 'artifact', 'bounds', 'rejected'] as const);
    const other = random.chance(3)
      ? random.mutate(artifact)
      : random.chance(2)
        ? random.bytes(random.below(200))
        : artifact;
    return { kind, files: kind === 'artifact' ? { receipt, artifact: other } : { receipt } };
  }
}

function fuzzedReceipt(random: Random): Buffer {
  const sealed = random.chance(WHOLE_SEAL);
  const seal = sealed ? random.mutate(parts.seal) : random.mutate(parts.seal.subarray(0, random.below(3000)));
  switch (random.below(7)) {
    case 0:
      return random.bytes(random.below(2000));
    case 1:
      // The envelope's own bytes; the seal is cut off, and its length says otherwise.
      return random.mutate(whole.subarray(0, 600 + random.below(600)), 1 + random.below(6));
    case 2:
      return Buffer.from(
        encodeReceipt({ ...parts, journal: new Uint8Array(random.mutate(parts.journal)), seal }),
      );
    case 3:
      return Buffer.from(encodeReceipt({ ...parts, seal }));
    case 4: {
      const field = random.pick(['proofSystem', 'circuit', 'sealKind'] as const);
      const text = random.pick([
        '',
        'sp1',
        'risc0',
        'v6.1.0',
        'v3.0.0',
        'groth16',
        'aggregate',
        'fake',
        random.bytes(9).toString('latin1'),
      ]);
      return Buffer.from(encodeReceipt({ ...parts, [field]: text, seal: new Uint8Array(seal) }));
    }
    case 5: {
      const statements = aggregate.statements.map((one) =>
        random.chance(2) ? one : { ...one, journal: new Uint8Array(random.mutate(one.journal)) },
      );
      return Buffer.from(encodeAggregate({ ...aggregate, statements, seal: new Uint8Array(seal) }));
    }
    default:
      return random.mutate(encodeReceipt({ ...parts, seal: new Uint8Array(seal) }), 1 + random.below(3), 700);
  }
}
