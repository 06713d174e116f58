import { fixture } from '../../../testkit/fixtures.js';
import { compiledJournal } from '../../../testkit/made/journals.js';
import {
  type Aggregate,
  decodeReceipt,
  type FoldedStatement,
  knownAggregators,
  toHex,
} from '../../src/index.js';
import { encodeAggregate, encodeJournal, sortStatements } from '../../src/internal.js';

/** The committed receipts that the committed aggregate stands for. */
export const FOLDED = ['add', 'crypto-primitives-baseline', 'invalid'] as const;

/** What the committed receipts say, in the order of an aggregate. */
export function foldedStatements(names: readonly string[] = FOLDED): FoldedStatement[] {
  return sortStatements(
    names.map((name) => {
      const { imageId, journal } = decodeReceipt(fixture(name).receipt);
      return { imageId, journal };
    }),
  );
}

/** Where the statement of a committed receipt stands in the committed aggregate. */
export function positionOf(name: (typeof FOLDED)[number]): number {
  const [wanted] = foldedStatements([name]);
  const position = foldedStatements().findIndex((one) => wanted && hexOf(one) === hexOf(wanted));
  if (position < 0) throw new Error(`${name} is not in the aggregate`);
  return position;
}

/** The image ID of the package's aggregator, 32 bytes. */
export async function aggregatorId(): Promise<Uint8Array> {
  const [aggregator] = await knownAggregators();
  return new Uint8Array(Buffer.from(aggregator?.imageId ?? '', 'hex'));
}

/** An aggregate with a made-up seal, good for everything but the proof. */
export async function madeUpAggregate(changes: Partial<Aggregate> = {}): Promise<Aggregate> {
  return {
    version: 2,
    sealKind: 'aggregate',
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    imageId: await aggregatorId(),
    statements: foldedStatements(),
    seal: new Uint8Array(16).fill(7),
    ...changes,
  };
}

/** The same, encoded. */
export async function madeUpBytes(changes: Partial<Aggregate> = {}): Promise<Uint8Array> {
  return encodeAggregate(await madeUpAggregate(changes));
}

/** So many different statements of no known image, in their order. */
export function manyStatements(count: number): FoldedStatement[] {
  return sortStatements(
    Array.from({ length: count }, (_, i) => ({
      imageId: new Uint8Array(32).fill(1),
      journal: encodeJournal(compiledJournal({ wasm: { digest: new Uint8Array(32), length: BigInt(i) } })),
    })),
  );
}

/** For comparing. */
export function hexOf({ imageId, journal }: FoldedStatement): string {
  return `${toHex(imageId)} ${toHex(journal)}`;
}
