import { canonicalImages } from '../images.js';
import { utf8 } from '../util/bytes.js';
import { canonicalJson } from '../util/canonicalJson.js';
import { toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';
import type { Policy } from './policy.js';

const TAG = 'zkcwasm policy 1\n';

/**
 * SHA-256 of a policy, 64 hex digits, by which store entries name the policy that they were accepted under. Two policies
 * have one digest where they ask for the same: the order of lists makes no difference, nor does how a number or an import is
 * written, nor whether the images are listed, pinned (`imageList`) or those of the package. The images that are in use
 * count, each with every field: with another list it is another policy. So do the aggregators, where there are any.
 *
 * The digest is of the text `zkcwasm policy 1`, a line feed, and the policy as JSON with sorted keys and no white space;
 * numbers are strings of digits, `imports` is the digest of the list, and lists are sorted and hold each value once.
 */
export function policyDigest(policy: Policy): string {
  const {
    images,
    aggregators,
    ownImages: _,
    imageList: __,
    imports,
    targets,
    profiles,
    sources,
    ...rest
  } = policy;
  const text = canonicalJson({
    ...rest,
    images: canonicalImages(images),
    aggregators: aggregators.length === 0 ? undefined : canonicalImages(aggregators),
    imports: imports === undefined ? undefined : toHex(imports.digest),
    targets: asSet(targets),
    profiles: asSet(profiles),
    sources: asSet(sources),
  });
  return toHex(sha256(utf8(TAG + text)));
}

function asSet(values: readonly string[] | undefined): string[] | undefined {
  return values === undefined ? undefined : [...new Set(values)].sort();
}
