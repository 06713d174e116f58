import { bytesInWords, grouped } from './amounts.js';
import { textTable } from './table.js';
import type { Told } from './told.js';

/** What attests a figure; nothing does where there is no proof. */
const CLOCK = "the proof's own clock";
const IMAGE = 'the image, in its journal';

/**
 * The figures of a statement that bound what compiling and running costs, and the price, as a table.
 *
 * @param more rows after the price: name and value
 */
export function boundsTable(told: Told, more: readonly (readonly [string, string])[] = []): string {
  const proved = told.sealKind !== undefined;
  const row = (name: string, value: string | undefined, by: string) =>
    value === undefined ? [] : [[name, value, ...(proved ? [by] : [])]];
  const { deepestStackBytes } = told.metering;
  const price = told.price === undefined ? undefined : `${grouped(told.price)} units`;
  return textTable([
    proved ? ['bound', 'at most', 'attested by'] : ['figure', 'measured'],
    ...row('cycles', told.cycles === undefined ? undefined : grouped(told.cycles), CLOCK),
    ...row('instructions', told.instructions === undefined ? undefined : grouped(told.instructions), IMAGE),
    ...row('heap', bytesInWords(told.peakHeapBytes), IMAGE),
    ...row(
      'artifact',
      told.artifactBytes === undefined ? undefined : bytesInWords(told.artifactBytes),
      IMAGE,
    ),
    ...row('stack', deepestStackBytes === undefined ? undefined : bytesInWords(deepestStackBytes), IMAGE),
    ...row('price', price, "the policy's price"),
    ...more.map((cells) => [...cells]),
  ]);
}
