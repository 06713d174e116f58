import { type Aggregator, knownAggregators } from '@zkcwasm/verifier';
import { ProverError } from '../errors/base.js';
import { unpackProgram } from './unpackProgram.js';

/** Name of the aggregator: there is one for each circuit version, and so far one circuit version. */
export const AGGREGATOR_NAME = 'aggregator';

/** An aggregator whose program is at hand. */
export interface OpenAggregator extends Aggregator {
  /** Path of the ELF, checked against `elfHash`. */
  elf: string;
}

/**
 * Finds the active aggregator, and unpacks its program to the cache.
 *
 * @throws ProverError `image/missing`, `image/corrupt`; InputError `output/unwritable`
 */
export async function openAggregator(): Promise<OpenAggregator> {
  const [aggregator, ...more] = (await knownAggregators()).filter(({ status }) => status === 'active');
  if (aggregator === undefined || more.length > 0) {
    throw new ProverError(
      'image/missing',
      `the list of images has ${aggregator === undefined ? 'no active aggregator' : 'two active aggregators'}`,
      {
        hint: 'Build it with scripts/build-aggregator.sh, and publish it with scripts/publish-aggregator.ts.',
      },
    );
  }
  return { ...aggregator, elf: await unpackProgram(aggregator) };
}
