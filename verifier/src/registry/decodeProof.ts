import { decodeCbor } from '../cbor/decodeCbor.js';
import { CborFault } from '../cbor/fault.js';
import { scanVersion } from '../cbor/scan.js';
import { bytes, list, map, nullable, text, tuple, unsigned } from '../cbor/shape.js';
import { RegistryError } from '../errors/base.js';
import { equalBytes } from '../util/equalBytes.js';
import { encodeProof, NODE } from './encodeProof.js';
import { type RegistryEntry, type RegistryKey, TARGET } from './entry.js';
import { FIELD_BYTES, fieldFromBytes } from './field.js';
import {
  MAX_CLAIMS,
  MAX_PROOF_BYTES,
  MAX_PROOF_INNER,
  PROOF_VERSION,
  type PrunedNode,
  type RegistryProof,
} from './proof.js';
import { MAX_DEPTH } from './tree.js';

const digest = bytes(32);
const target = text(64, TARGET);
const KEY = tuple(digest, digest, target, digest);
const ENTRY = tuple(digest, digest, target, digest, digest, nullable(unsigned()), unsigned());
const PROOF = map(
  ['version', unsigned(PROOF_VERSION)],
  ['members', list(ENTRY, MAX_CLAIMS)],
  ['absent', list(KEY, MAX_CLAIMS)],
  ['nodes', bytes()],
);
type KeyFields = [wasmDigest: Uint8Array, imageId: Uint8Array, target: string, profile: Uint8Array];
type EntryFields = [
  ...KeyFields,
  artifactDigest: Uint8Array,
  cycles: number | bigint | null,
  peakHeapBytes: number | bigint,
];

/**
 * Bytes → proof, in linear time. What is not a proof's one encoding is refused at its first byte that does not fit. Whether
 * the proof holds is for `verifyProof`.
 *
 * @throws RegistryError `registry/proof-malformed`, `registry/proof-version`, `registry/proof-not-canonical`
 */
export function decodeProof(input: Uint8Array): RegistryProof {
  if (input.length > MAX_PROOF_BYTES) throw malformed(`it has more than ${MAX_PROOF_BYTES} bytes`);
  const version = scanVersion(input);
  if (version !== undefined && version > PROOF_VERSION) {
    throw new RegistryError('registry/proof-version', `registry proof version ${version} is not supported`, {
      hint: `This verifier reads version ${PROOF_VERSION}; a newer verifier may read it.`,
    });
  }
  const { members, absent, nodes } = decodeFields(input);
  const proof = { members: members.map(entryOf), absent: absent.map(keyOf), tree: readTree(nodes) };
  // The scan lets nothing else pass; held against the encoder as well.
  if (!equalBytes(encodeProof(proof), input)) throw notCanonical();
  return proof;
}

/** Bytes → entry, as `encodeEntry` writes it; undefined for what is none. */
export function decodeEntry(input: Uint8Array): RegistryEntry | undefined {
  try {
    return entryOf(decodeCbor(input, ENTRY) as EntryFields);
  } catch (error) {
    if (error instanceof CborFault) return undefined;
    throw error;
  }
}

function decodeFields(input: Uint8Array): { members: EntryFields[]; absent: KeyFields[]; nodes: Uint8Array } {
  try {
    // The scan has seen to it that the fields are there and are what they must be.
    return decodeCbor(input, PROOF) as ReturnType<typeof decodeFields>;
  } catch (error) {
    if (!(error instanceof CborFault)) throw error;
    throw error.kind === 'not-canonical' ? notCanonical(error) : malformed(error.message, error);
  }
}

function keyOf([wasmDigest, imageId, target, profile]: KeyFields): RegistryKey {
  return {
    wasmDigest: new Uint8Array(wasmDigest),
    imageId: new Uint8Array(imageId),
    target,
    profile: new Uint8Array(profile),
  };
}

function entryOf([
  wasmDigest,
  imageId,
  target,
  profile,
  artifactDigest,
  cycles,
  heap,
]: EntryFields): RegistryEntry {
  return {
    ...keyOf([wasmDigest, imageId, target, profile]),
    artifactDigest: new Uint8Array(artifactDigest),
    cycles: cycles === null ? undefined : BigInt(cycles),
    peakHeapBytes: BigInt(heap),
  };
}

function readTree(nodes: Uint8Array): PrunedNode {
  let at = 0;
  let inner = 0;
  const element = () => {
    const value = fieldFromBytes(nodes.subarray(at, at + FIELD_BYTES));
    if (value === undefined) throw malformed('a node is cut short, or not of field elements');
    at += FIELD_BYTES;
    return value;
  };
  const read = (depth: number): PrunedNode => {
    const kind = nodes[at];
    at += 1;
    switch (kind) {
      case NODE.empty:
        return { kind: 'empty' };
      case NODE.hash:
        return { kind: 'hash', hash: element() };
      case NODE.member:
        return { kind: 'member' };
      case NODE.other:
        return { kind: 'other', key: element(), value: element() };
      case NODE.inner:
        inner += 1;
        if (depth >= MAX_DEPTH || inner > MAX_PROOF_INNER) throw malformed('its tree is too large');
        return { kind: 'inner', left: read(depth + 1), right: read(depth + 1) };
      default:
        throw malformed('a node is of no known kind, or missing');
    }
  };
  const tree = read(0);
  if (at !== nodes.length) throw malformed('there is more after its tree');
  return tree;
}

function malformed(why: string, cause?: unknown): RegistryError {
  return new RegistryError('registry/proof-malformed', `not a registry proof: ${why}`, {
    hint: 'The file may have been cut short or converted.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function notCanonical(cause?: CborFault): RegistryError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new RegistryError(
    'registry/proof-not-canonical',
    `the registry proof is not in its canonical encoding${why}`,
    { hint: 'Proofs must stay as the registry wrote them.', ...(cause === undefined ? {} : { cause }) },
  );
}
