import * as z from '../../embedded/zod.js';
import { RegistryError } from '../errors/base.js';
import { utf8 } from '../util/bytes.js';
import { compareBytes } from '../util/compareBytes.js';
import { fromHex, toHex } from '../util/hex.js';
import { digestToField, tag, textToField } from './field.js';
import { hashKey, hashValue } from './poseidon.js';

/** What names an entry: which module, compiled by which program, for what. */
export interface RegistryKey {
  /** SHA-256 of the module, 32 bytes. */
  wasmDigest: Uint8Array;
  /** 32 bytes. */
  imageId: Uint8Array;
  /** Target triple, 1 to 64 printable ASCII characters. */
  target: string;
  /** Digest of the artifact profile, 32 bytes. */
  profile: Uint8Array;
}

/** An accepted artifact. */
export interface RegistryEntry extends RegistryKey {
  /** SHA-256 of the artifact, 32 bytes. */
  artifactDigest: Uint8Array;
  /** Proved cycles, below 2^64; undefined where the seal does not prove them. */
  cycles: bigint | undefined;
  /** Most heap live at once, bytes, below 2^64. */
  peakHeapBytes: bigint;
}

/** What a target looks like. */
export const TARGET = /^[\x21-\x7e]{1,64}$/;
/** Largest cycle count and heap. */
export const MAX_U64 = 2n ** 64n - 1n;

const KEY_TAG = tag('zkcwasm registry key 1');
const VALUE_TAG = tag('zkcwasm registry value 1');

/**
 * An entry's key in the tree: Poseidon of a tag and the halves of wasm digest, image ID, SHA-256 of the target, profile.
 */
export function keyElement({ wasmDigest, imageId, target, profile }: RegistryKey): bigint {
  return hashKey([
    KEY_TAG,
    ...digestToField(wasmDigest),
    ...digestToField(imageId),
    ...textToField(target),
    ...digestToField(profile),
  ]);
}

/**
 * An entry's value in the tree: Poseidon of a tag, the halves of the artifact digest, 1 and the cycles (0 and 0 where they
 * are not proved), peak heap.
 */
export function valueElement({ artifactDigest, cycles, peakHeapBytes }: RegistryEntry): bigint {
  return hashValue([
    VALUE_TAG,
    ...digestToField(artifactDigest),
    cycles === undefined ? 0n : 1n,
    cycles ?? 0n,
    peakHeapBytes,
  ]);
}

const hex32 = z.string().transform((text, context) => {
  const bytes = fromHex(text, 32);
  if (bytes !== undefined) return bytes;
  context.addIssue('must be 64 lower-case hex digits');
  return z.NEVER;
});
const u64 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .transform((text, context) => {
    const value = BigInt(text);
    if (value > MAX_U64) context.addIssue('must be below 2^64');
    return value;
  });
/** What of a store's `entry.json` matters here; `receiptDigest` does not: many receipts can prove one statement. */
const storeEntry = z.object({
  kind: z.literal('artifact'),
  wasmDigest: hex32,
  imageId: hex32,
  target: z.string().regex(TARGET),
  profile: hex32,
  artifactDigest: hex32,
  cycles: u64.optional(),
  peakHeapBytes: u64,
});

/**
 * A store's entry (`entry.json`, parsed) → a registry's. Bounds and refusals are not registered: the registry is of artifacts.
 *
 * @throws RegistryError `registry/entry`
 */
export function toRegistryEntry(value: unknown): RegistryEntry {
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind === 'bounds' || kind === 'rejected') {
    throw new RegistryError('registry/entry', `the entry is of kind ${kind}, without an artifact`, {
      hint: 'A registry is of artifacts: accept the receipt with its artifact.',
    });
  }
  const parsed = storeEntry.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw new RegistryError(
      'registry/entry',
      `not an entry of a store: ${where}${issue?.message ?? 'wrong shape'}`,
      { hint: 'Give a folder that accept made, or its entry.json.' },
    );
  }
  const { kind: _, cycles, ...rest } = parsed.data;
  return { ...rest, cycles };
}

/**
 * Two entries with the same key → the one that the registry keeps. They can differ in one way: a seal that does not prove
 * cycles, beside one that does; then the cycles are kept, whichever came first.
 *
 * @throws RegistryError `registry/conflict`
 */
export function reconcile(old: RegistryEntry, fresh: RegistryEntry): RegistryEntry {
  if (valueElement({ ...old, cycles: undefined }) === valueElement({ ...fresh, cycles: undefined })) {
    if (fresh.cycles === undefined || old.cycles === fresh.cycles) return old;
    if (old.cycles === undefined) return fresh;
  }
  throw new RegistryError(
    'registry/conflict',
    'the registry holds something else for the same module, image, target and profile',
    {
      hint: 'Compilation is deterministic, so one of the two is wrong. Remove the old entry to take the new one.',
    },
  );
}

/** Order of entries in proofs: by wasm digest, image ID, profile, target, as bytes. Negative, 0 or positive. */
export function compareKeys(a: RegistryKey, b: RegistryKey): number {
  return (
    compareBytes(a.wasmDigest, b.wasmDigest) ||
    compareBytes(a.imageId, b.imageId) ||
    compareBytes(a.profile, b.profile) ||
    compareBytes(utf8(a.target), utf8(b.target))
  );
}

/** Plain form for JSON: hex and decimal strings. */
export function entryJson(entry: RegistryEntry): Record<string, string> {
  return {
    ...keyJson(entry),
    artifactDigest: toHex(entry.artifactDigest),
    ...(entry.cycles === undefined ? {} : { cycles: `${entry.cycles}` }),
    peakHeapBytes: `${entry.peakHeapBytes}`,
  };
}

/** Plain form for JSON: hex strings. */
export function keyJson(key: RegistryKey): Record<string, string> {
  return {
    wasmDigest: toHex(key.wasmDigest),
    imageId: toHex(key.imageId),
    target: key.target,
    profile: toHex(key.profile),
  };
}
