/** What the executor inside the zkVM reads (`stateless/executor-image`), and which artifacts it was built to run. */
import { toHex } from '@zkcwasm/verifier';
import { type Block, encodeBlock } from '../chain/block.js';
import type { Description } from '../deploy/description.js';
import { FieldWriter } from '../util/fields.js';
import { sha256 } from '../util/sha256.js';

const VERSION = 1;

/** A block that is to be executed there. */
export interface Execution {
  description: Description;
  /** The root before. */
  preRoot: Uint8Array;
  block: Block;
  witness: Uint8Array;
  /** Of every contract that is called. */
  artifacts: readonly Uint8Array[];
}

/** The pieces of input, in their order. */
export function executionPieces({
  description,
  preRoot,
  block,
  witness,
  artifacts,
}: Execution): Uint8Array[] {
  const { chain, policy, imports, runner, maxTransactionFuel, maxBlockFuel } = description;
  const head = new FieldWriter().u8(VERSION).fixed(preRoot, 32).bytes(Buffer.from(chain));
  head.fixed(Buffer.from(policy, 'hex'), 32).fixed(Buffer.from(imports, 'hex'), 32);
  head
    .bytes(Buffer.from(runner ?? '', 'hex'))
    .u64(maxTransactionFuel)
    .u64(maxBlockFuel);
  return [head.end(), encodeBlock(block), witness, ...artifacts];
}

/** The list of accepted artifacts that the program is built with: a line for each module, in the order of their digests. */
export function acceptedList(accepted: Iterable<{ wasm: Uint8Array; artifact: Uint8Array }>): string {
  const lines = [...accepted].map(
    ({ wasm, artifact }) => `${toHex(sha256(wasm))} ${toHex(sha256(artifact))}\n`,
  );
  return lines.sort().join('');
}
