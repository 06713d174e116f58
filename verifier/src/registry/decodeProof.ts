import { z } from 'zod';
import { RegistryError } from '../errors/base.js';
import { cbor } from '../receipt/cbor.js';
import { equalBytes } from '../util/equalBytes.js';
import { encodeProof, NODE } from './encodeProof.js';
import { MAX_U64, TARGET } from './entry.js';
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

/** First byte of a CBOR map with exactly four pairs. */
const MAP_OF_FOUR = 0xa4;
const bytes = z.instanceof(Uint8Array).transform((b) => new Uint8Array(b));
const digest = bytes.refine((b) => b.length === 32, 'must be 32 bytes');
const target = z.string().regex(TARGET);
const u64 = z
  .union([z.bigint(), z.number().int().transform(BigInt)])
  .refine((n) => n >= 0n && n <= MAX_U64, 'must be below 2^64');
const key = z.tuple([digest, digest, target, digest]);
/** An entry as CBOR has it → entry. */
export const entrySchema = z
  .tuple([digest, digest, target, digest, digest, u64.nullable(), u64])
  .transform(([wasmDigest, imageId, target, profile, artifactDigest, cycles, peakHeapBytes]) => ({
    wasmDigest,
    imageId,
    target,
    profile,
    artifactDigest,
    cycles: cycles ?? undefined,
    peakHeapBytes,
  }));
const schema = z.strictObject({
  version: z.literal(PROOF_VERSION),
  members: z.array(entrySchema).max(MAX_CLAIMS),
  absent: z
    .array(
      key.transform(([wasmDigest, imageId, target, profile]) => ({ wasmDigest, imageId, target, profile })),
    )
    .max(MAX_CLAIMS),
  nodes: bytes,
});

/**
 * Bytes → proof. What is not a proof's one encoding is refused, by encoding it again and comparing. Whether the proof
 * holds is for `verifyProof`.
 *
 * @throws RegistryError `registry/proof-malformed`, `registry/proof-version`, `registry/proof-not-canonical`
 */
export function decodeProof(input: Uint8Array): RegistryProof {
  if (input.length > MAX_PROOF_BYTES) throw malformed(`it has more than ${MAX_PROOF_BYTES} bytes`);
  const value = decodeMap(input);
  const version: unknown = (value as { version?: unknown }).version;
  if (typeof version === 'number' && Number.isInteger(version) && version > PROOF_VERSION) {
    throw new RegistryError('registry/proof-version', `registry proof version ${version} is not supported`, {
      hint: `This verifier reads version ${PROOF_VERSION}; a newer verifier may read it.`,
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
  }
  const { members, absent, nodes } = parsed.data;
  const proof = { members, absent, tree: readTree(nodes) };
  if (!equalBytes(encodeProof(proof), input)) {
    throw new RegistryError(
      'registry/proof-not-canonical',
      'the registry proof is not in its canonical encoding',
    );
  }
  return proof;
}

function decodeMap(input: Uint8Array): object {
  // Looked at first, so that the decoder is only ever given what starts like a proof.
  if (input[0] !== MAP_OF_FOUR) throw malformed('it does not start as one');
  try {
    const value: unknown = cbor.decode(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw malformed((error as Error).message, error);
  }
  throw malformed('not a map');
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
