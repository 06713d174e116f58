import { imageListDigest } from '../images.js';
import { makePolicy, type Policy } from '../policy/policy.js';
import { policyDigest } from '../policy/policyDigest.js';
import { readPolicy } from '../policy/readPolicy.js';

/** The policy of `--policy FILE`, or the default. */
export function policyOption(file: string | undefined): Promise<Policy> {
  return file === undefined ? makePolicy() : readPolicy(file);
}

/** Which policy and which list of images were in force: two versions of the package have two lists. */
export function policyJson(policy: Policy): { policyDigest: string; imageList: string } {
  return { policyDigest: policyDigest(policy), imageList: imageListDigest(policy.images) };
}
