/**
 * What a node wants of a receipt. Everything that is not set is not limited, except the images: only those listed are
 * trusted, and there is no way to trust all.
 */
import * as z from '../../embedded/zod.js';
import { PolicyError } from '../errors/base.js';
import {
  type Aggregator,
  aggregatorSchema,
  IMAGE_SOURCES,
  type Image,
  imageListDigest,
  imageSchema,
  knownAggregators,
  knownImages,
} from '../images.js';
import type { ImportList } from '../imports/importList.js';
import { LIMIT_NAMES, METRIC_NAMES } from '../journal/ids.js';
import { canonicalJson } from '../util/canonicalJson.js';
import { quoted } from '../util/quoted.js';
import { strictFields, strictList, strictRecord } from '../util/strictJson.js';
import { count } from './count.js';
import { importsSchema } from './importsSchema.js';
import { priceSchema } from './price.js';

const names = strictList(z.string()).refine((list) => list.length > 0, 'must not be empty');

const fields = strictFields({
  /** Trusted images; left out: those that this package knows and that are not revoked. */
  images: strictList(imageSchema).superRefine(checkNamedOnce).optional(),
  /** Digest that the list of images in use must have, as `imageListDigest` computes it: pins the package's list. */
  imageList: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
    .optional(),
  /**
   * Trusted aggregators. Left out: none where the policy lists its images or pins their list, since those say all that is
   * trusted; else those that this package knows and that are not revoked.
   */
  aggregators: strictList(aggregatorSchema).superRefine(checkNamedOnce).optional(),
  /** Sources of images that are trusted. */
  sources: strictList(
    z.enum(IMAGE_SOURCES, {
      error: ({ input }) => `there is no source ${quoted(String(input))}, only ${IMAGE_SOURCES.join(', ')}`,
    }),
  )
    .refine((list) => list.length > 0, 'must not be empty')
    .default(['upstream']),
  /** Most cycles, as the proof attests them; receipts whose seal attests none are refused. */
  maxCycles: count.optional(),
  /**
   * Most instructions, as the image counts them; receipts of images that do not count are refused. It goes with any kind of
   * seal, since the count is in the journal.
   */
  maxInstructions: count.optional(),
  /** Most bytes of heap live at once. */
  maxPeakHeapBytes: count.optional(),
  /** Largest artifact, bytes. */
  maxArtifactBytes: count.optional(),
  /** The context that receipts must be made for, 64 hex digits. */
  context: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
    .optional(),
  /** Target triples wanted. */
  targets: names.optional(),
  /** Names of artifact profiles wanted, as the images name them: `fast-exec`, `metered`, `fast-prove`, `baseline`. */
  profiles: names.optional(),
  /** Take receipts that prove a refusal as well. */
  allowRejected: z.boolean().default(false),
  /** Limits that must have been in force, each at this value or lower. */
  limits: strictRecord(LIMIT_NAMES, count).optional(),
  /** Measured values that must be there, each at this value or lower. */
  metering: strictRecord(METRIC_NAMES, count).optional(),
  /** The list of allowed imports that must have been in force, exactly. */
  imports: importsSchema.optional(),
  /** What compiling costs, by proved cycles or by instructions. */
  price: priceSchema.optional(),
  /** Highest price; receipts that do not have what it is for are refused. */
  maxPrice: count.optional(),
});

export const policySchema = fields.refine(
  (policy) => policy.maxPrice === undefined || policy.price !== undefined,
  {
    path: ['maxPrice'],
    error: 'there is no price that it could bound',
  },
);

/** A policy as JSON has it. */
export type PolicyInput = z.input<typeof policySchema>;
/**
 * A checked policy: images present, numbers as bigint; `ownImages` where it listed them itself. Of the list of imports the digest
 * is what counts; the patterns are there where they are known.
 */
export type Policy = Omit<z.output<typeof policySchema>, 'imports'> & {
  imports?: (Pick<ImportList, 'digest'> & Partial<ImportList>) | undefined;
  images: Image[];
  ownImages: boolean;
  aggregators: Aggregator[];
};

/**
 * Checks a policy and fills in the known images.
 *
 * @throws PolicyError `policy/invalid`, `policy/image-list`; InputError `input/unreadable` (the package's own list)
 */
export async function makePolicy(input: unknown = {}): Promise<Policy> {
  const parsed = policySchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? 'policy' : issue.path.join('.');
    throw new PolicyError(
      'policy/invalid',
      `the policy is not valid: ${where}: ${issue?.message ?? 'wrong shape'}`,
    );
  }
  const { images: own, imageList } = parsed.data;
  const images = own ?? (await knownImages());
  const found = imageListDigest(images);
  if (imageList !== undefined && imageList !== found) {
    throw new PolicyError(
      'policy/image-list',
      `the list of images has the digest ${found}, and the policy pins ${imageList}`,
      {
        hint: 'Does the package have another version? Look at what changed in its images.json, then pin that.',
      },
    );
  }
  const closed = own !== undefined || imageList !== undefined;
  const aggregators = parsed.data.aggregators ?? (closed ? [] : await knownAggregators());
  return { ...parsed.data, images, ownImages: own !== undefined, aggregators };
}

/** Which of two descriptions of one image holds must not depend on their order; that it is revoked always holds. */
function checkNamedOnce<Named extends Image | Aggregator>(images: Named[], context: z.RefinementCtx): void {
  const known = new Map<string, Named>();
  for (const image of images) {
    if (image.status === 'revoked') continue;
    const other = known.get(image.imageId);
    if (other !== undefined && canonicalJson(other) !== canonicalJson(image)) {
      context.addIssue(`image ${image.imageId} is described twice, differently`);
      return;
    }
    known.set(image.imageId, image);
  }
}
