import { RegistryError } from '../errors/base.js';
import { compareKeys, keyElement, type RegistryEntry, type RegistryKey, valueElement } from './entry.js';
import { FIELD } from './field.js';
import { hashInner, hashLeaf } from './poseidon.js';
import { MAX_CLAIMS, type PrunedNode, type RegistryProof } from './proof.js';
import { bitAt, EMPTY, MAX_DEPTH } from './tree.js';

/** What a verified proof shows about the registry with the root. */
export interface Shown {
  members: RegistryEntry[];
  absent: RegistryKey[];
}

/** A member's way through the tree: what a membership circuit takes as its witness. */
export interface MemberPath {
  entry: RegistryEntry;
  key: bigint;
  value: bigint;
  /** Hashes beside the path, from the root down. */
  siblings: bigint[];
}

/**
 * Checks a proof against a root that the caller trusts. Needs nothing else: no registry, no receipts. The work is counted in
 * hashes and not in bytes: one for each inner node and for each leaf, two for a member and one for an absent key, so with
 * MAX_PROOF_INNER and MAX_CLAIMS 19,456 at most, and a proof that does not hold costs as much as one that does.
 *
 * @returns the claims, now shown
 * @throws RegistryError `registry/proof-rejected`
 */
export function verifyProof(root: bigint, proof: RegistryProof): Shown {
  if (proofRoot(proof) !== root) {
    throw rejected('the proof is not about the registry with this root', {
      hint: 'The registry may have changed since the proof was made: ask for a new one.',
    });
  }
  return { members: proof.members, absent: proof.absent };
}

/**
 * The only root that a proof can hold for. That it is the right one is for the caller to know.
 *
 * @throws RegistryError `registry/proof-rejected` where it holds for none
 */
export function proofRoot(proof: RegistryProof): bigint {
  return walkProof(proof).root;
}

/**
 * The members' paths, in their order. Nothing is known of them before `verifyProof`.
 *
 * @throws RegistryError `registry/proof-rejected`
 */
export function memberPaths(proof: RegistryProof): MemberPath[] {
  return walkProof(proof).paths;
}

interface Claim {
  key: bigint;
  /** Undefined: the key is claimed to be absent. */
  value: bigint | undefined;
  siblings: bigint[];
}

function walkProof({ members, absent, tree }: RegistryProof): { root: bigint; paths: MemberPath[] } {
  if (members.length + absent.length === 0) throw rejected('the proof claims nothing');
  if (members.length + absent.length > MAX_CLAIMS) throw rejected(`more than ${MAX_CLAIMS} claims`);
  if (!isSorted(members) || !isSorted(absent)) throw rejected('the claims are not in order');
  const paths = members.map((entry) => ({
    entry,
    key: keyElement(entry),
    value: valueElement(entry),
    siblings: [],
  }));
  const gone = absent.map((key) => ({ key: keyElement(key), value: undefined, siblings: [] }));
  const root = walk(tree, [...paths, ...gone], 0n, 0);
  for (const { siblings } of paths) siblings.reverse();
  return { root, paths };
}

/** Checks a subtree, notes siblings from the leaves up, and returns its hash. `prefix`: the path to it, as key bits. */
function walk(node: PrunedNode, claims: Claim[], prefix: bigint, depth: number): bigint {
  if (claims.length === 0) {
    // Anything open that no claim needs would be a second proof of the same claims.
    if (node.kind === 'empty') return EMPTY;
    if (node.kind === 'hash' && isElement(node.hash) && node.hash !== EMPTY) return node.hash;
    throw rejected('the proof opens what no claim needs');
  }
  switch (node.kind) {
    case 'hash':
      throw rejected('the proof closes what a claim needs');
    case 'empty':
      if (claims.some(({ value }) => value !== undefined)) throw rejected('a member is not there');
      return EMPTY;
    case 'member': {
      const [member, ...others] = claims.filter(({ value }) => value !== undefined);
      if (member?.value === undefined || others.length > 0) throw rejected('not one member where one is');
      if (claims.some((claim) => claim !== member && claim.key === member.key)) {
        throw rejected('an absent key is there');
      }
      return hashLeaf(member.key, member.value);
    }
    case 'other': {
      if (!isElement(node.key) || !isElement(node.value)) throw rejected('a leaf is not of field elements');
      if (node.key % (1n << BigInt(depth)) !== prefix) throw rejected('a leaf is in the wrong place');
      if (claims.some(({ value }) => value !== undefined)) throw rejected('a member is not there');
      if (claims.some(({ key }) => key === node.key)) throw rejected('an absent key is there');
      return hashLeaf(node.key, node.value);
    }
    case 'inner': {
      if (depth >= MAX_DEPTH) throw rejected('the proof is deeper than any tree');
      const toLeft = claims.filter(({ key }) => !bitAt(key, depth));
      const toRight = claims.filter(({ key }) => bitAt(key, depth));
      const left = walk(node.left, toLeft, prefix, depth + 1);
      const right = walk(node.right, toRight, prefix | (1n << BigInt(depth)), depth + 1);
      for (const { siblings } of toLeft) siblings.push(right);
      for (const { siblings } of toRight) siblings.push(left);
      return hashInner(left, right);
    }
  }
}

function isSorted(keys: RegistryKey[]): boolean {
  return keys.every((key, i) => {
    const before = keys[i - 1];
    return before === undefined || compareKeys(before, key) < 0;
  });
}

function isElement(value: bigint): boolean {
  return value >= 0n && value < FIELD;
}

function rejected(message: string, options: { hint?: string } = {}): RegistryError {
  return new RegistryError('registry/proof-rejected', message, options);
}
