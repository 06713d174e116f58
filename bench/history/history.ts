/** What the images have cost over time: docs/benchmarks/cycles-history.jsonl, one line for each image that was measured. */
import * as z from 'zod';

const count = z.int().positive();

/** Numbers of an image by name, as docs/benchmarks/cycles.json has them: bytes of text, cycles and heap of each module. */
const valuesSchema = z.record(z.string(), count);

const entrySchema = z.strictObject({
  /** When the figures were committed, or measured. */
  date: z.iso.datetime({ offset: true }),
  /** The commit that has the figures; where `--update` wrote them, the one that was checked out. */
  commit: z.string().regex(/^[0-9a-f]{7,40}$/),
  /** As artifacts/images.toml names it; older names are put into this form. */
  image: z.string(),
  imageId: z.string().regex(/^[0-9a-f]{64}$/),
  /** `tuned` images have patches that change how upstream's compiler computes. */
  source: z.enum(['tuned', 'upstream']),
  values: valuesSchema,
});
export type Entry = z.infer<typeof entrySchema>;

/** docs/benchmarks/cycles.json, by name of the image. */
const baselineSchema = z.record(z.string(), z.object({ imageId: z.string(), values: valuesSchema }));
export type Baseline = z.infer<typeof baselineSchema>;

/** The baseline. @throws ZodError where it is not in form */
export function parseBaseline(text: string): Baseline {
  return baselineSchema.parse(JSON.parse(text));
}

/**
 * The history, oldest first.
 *
 * @throws Error that names the line which is not in form, or which is older than the one before it
 */
export function parseHistory(text: string): Entry[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the history does not end with a whole line');
  const entries = lines.map((line, i) => {
    try {
      return entrySchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(`line ${i + 1} of the history is not in form`, { cause });
    }
  });
  const late = entries.findIndex(
    ({ date }, i) => Date.parse(date) < Date.parse(entries[i - 1]?.date ?? date),
  );
  if (late >= 0) throw new Error(`line ${late + 1} of the history is older than the line before it`);
  return entries;
}

/** The history as text, a line for each entry. */
export function formatHistory(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** The newest entry of an image. */
export function newest(entries: readonly Entry[], image: string): Entry | undefined {
  return entries.findLast((entry) => entry.image === image);
}

/**
 * What the baseline has and the history lacks, as new entries: images that were not measured before, or gave other figures then.
 *
 * @param about when and on which commit, and the source of each image
 */
export function missingEntries(
  entries: readonly Entry[],
  baseline: Baseline,
  about: { date: string; commit: string; source: (imageId: string) => Entry['source'] },
): Entry[] {
  const { date, commit, source } = about;
  return Object.entries(baseline)
    .filter(([image, { imageId, values }]) => {
      const last = newest(entries, image);
      return last?.imageId !== imageId || !sameValues(last.values, values);
    })
    .map(([image, { imageId, values }]) => ({
      date,
      commit,
      image,
      imageId,
      source: source(imageId),
      values,
    }));
}

/** Whether two sets of figures are the same, in whatever order. */
export function sameValues(one: Entry['values'], other: Entry['values']): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
