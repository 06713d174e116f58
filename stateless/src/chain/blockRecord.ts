/**
 * A block with all that others need of it: nodes without a state its witness, holders of proofs its changes. The encoding: u8
 * of version (1), block (u32 of length, bytes), roots before and after and digest of the receipts (32 bytes each), changes (u32
 * of how many; key and value, 32 bytes each, in the order of the keys), witness (u32 of length, bytes); little endian.
 */
import { BlockError } from '../errors/base.js';
import type { BlockDiff } from '../proof/backend.js';
import { sortedChanges } from '../proof/checkedChanges.js';
import { MAX_PROOF_BYTES } from '../proof/limits.js';
import { keyText } from '../util/bytes.js';
import { FieldReader, FieldWriter } from '../util/fields.js';
import { type Block, decodeBlock, encodeBlock, MAX_BLOCK_BYTES } from './block.js';

export interface BlockRecord {
  block: Block;
  /** 32 bytes, of the receipts. */
  receiptsDigest: Uint8Array;
  diff: BlockDiff;
}

const VERSION = 1;
/** Most keys that a block changes. */
export const MAX_CHANGES = 1 << 18;
/** Largest record, bytes. */
export const MAX_RECORD_BYTES = MAX_BLOCK_BYTES + 64 * MAX_CHANGES + MAX_PROOF_BYTES + 128;

/** @throws BlockError `block/malformed`, `block/too-large`; ProofError `proof/keys` */
export function encodeBlockRecord({ block, receiptsDigest, diff }: BlockRecord): Uint8Array {
  const changes = sortedChanges(diff.changes);
  if (changes.length > MAX_CHANGES) throw tooLarge();
  const fields = new FieldWriter().u8(VERSION).bytes(encodeBlock(block));
  fields.fixed(diff.preRoot, 32).fixed(diff.postRoot, 32).fixed(receiptsDigest, 32).u32(changes.length);
  for (const { key, value } of changes) fields.fixed(key, 32).fixed(value, 32);
  return fields.bytes(diff.witness).end();
}

/** @throws BlockError `block/malformed`, `block/too-large` */
export function decodeBlockRecord(bytes: Uint8Array): BlockRecord {
  if (bytes.length > MAX_RECORD_BYTES) throw tooLarge();
  const fault = (why: string) => new BlockError('block/malformed', `not the record of a block: ${why}`);
  const fields = new FieldReader(bytes, fault);
  if (fields.u8() !== VERSION) throw fault('it is of another version');
  const block = decodeBlock(fields.bytes(MAX_BLOCK_BYTES));
  const [preRoot, postRoot, receiptsDigest] = [fields.fixed(32), fields.fixed(32), fields.fixed(32)];
  const count = fields.u32();
  if (count > MAX_CHANGES) throw tooLarge();
  const changes = new Map<string, Uint8Array>();
  let last = '';
  for (let i = 0; i < count; i += 1) {
    const key = keyText(fields.fixed(32));
    if (i > 0 && key <= last) throw fault('its changes are not in the order of their keys, each once');
    last = key;
    changes.set(key, fields.fixed(32));
  }
  const witness = fields.bytes(MAX_PROOF_BYTES);
  fields.end();
  return { block, receiptsDigest, diff: { preRoot, postRoot, changes, witness } };
}

function tooLarge(): BlockError {
  return new BlockError('block/too-large', `a block changes at most ${MAX_CHANGES} keys`);
}
