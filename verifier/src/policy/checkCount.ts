/**
 * An image's own count of instructions beside the clock of the proof that it ran in: two figures of one run, made in
 * different ways, so each checks the other. What each number is measured from is in docs/explanation/clock.md.
 */
import { ImageError } from '../errors/base.js';
import type { Image } from '../images.js';
import type { Journal } from '../journal/journal.js';

/** Cycles that are no instructions: 24 system calls of 32 cycles each, beyond the instruction that makes the call. */
export const CALL_CYCLES = 768n;
/**
 * Most instructions of an image that it does not count, for any journal and for each block of 64 bytes that SHA-256 makes of the
 * journal: the first one of the program, and what states the outcome after the count was read.
 */
const UNCOUNTED = 4_232n;
const UNCOUNTED_PER_BLOCK = 5_600n;

/** Figures of one run. */
export interface CountedRun {
  /** As the proof's clock attests them. */
  cycles: bigint;
  /** As the journal states them. */
  instructions: bigint;
  /** Length of the journal, bytes. */
  journalBytes: bigint;
}

/** Most cycles of a run that its image does not count, by the length of its journal, bytes. */
export function fixedPart(journalBytes: bigint): bigint {
  // SHA-256 puts nine bytes or more behind the last one, and fills the block.
  const blocks = (journalBytes + 9n + 63n) / 64n;
  return CALL_CYCLES + UNCOUNTED + UNCOUNTED_PER_BLOCK * blocks;
}

/** Why the figures cannot be of one run; undefined where they can. */
export function whyDisagree({ cycles, instructions, journalBytes }: CountedRun): string | undefined {
  if (instructions > cycles) return 'there cannot be more instructions than cycles';
  const most = fixedPart(journalBytes);
  if (cycles - instructions > most) return `at most ${most} cycles may be none of the instructions counted`;
  return undefined;
}

/**
 * Holds what a journal says of instructions against the image that it is of, and against the clock of its proof.
 *
 * @param journalBytes length of the journal, bytes
 * @param cycles as the seal attests them; undefined where it attests none, and leaves the count without a second witness
 * @returns instructions as the image counted them; undefined for an image that does not count
 * @throws ImageError `image/instructions`
 */
export function checkCount(
  image: Pick<Image, 'imageId' | 'countsInstructions'>,
  journal: Pick<Journal, 'metering'>,
  journalBytes: number,
  cycles: bigint | undefined,
): bigint | undefined {
  const { instructions } = journal.metering;
  if ((image.countsInstructions === true) !== (instructions !== undefined)) {
    throw instructions === undefined
      ? new ImageError(
          'image/instructions',
          `image ${image.imageId} counts its instructions, and the journal does not say how many`,
        )
      : new ImageError(
          'image/instructions',
          `the journal says how many instructions were executed, and image ${image.imageId} is not listed as one that counts`,
          { hint: 'If its program was checked to count, say countsInstructions where the policy lists it.' },
        );
  }
  if (instructions === undefined || cycles === undefined) return instructions;
  const why = whyDisagree({ cycles, instructions, journalBytes: BigInt(journalBytes) });
  if (why === undefined) return instructions;
  throw new ImageError(
    'image/instructions',
    `the journal counts ${instructions} instructions, and the proof attests ${cycles} cycles: ${why}`,
    { hint: 'The image does not count as it should: trust it no more, and tell who published it.' },
  );
}
