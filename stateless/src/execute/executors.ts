import type { Block } from '../chain/block.js';
import { receiptsDigest, type TransactionReceipt } from '../chain/receipt.js';
import { ProofError } from '../errors/base.js';
import type { BlockDiff, Changes, FullState, ProofBackend } from '../proof/backend.js';
import { equal } from '../util/bytes.js';
import type { Environment } from './environment.js';
import { runBlock } from './runBlock.js';

/** What a block does to a state. */
export interface Executed {
  /** Root after the block, 32 bytes. */
  postRoot: Uint8Array;
  receipts: TransactionReceipt[];
  /** Of the receipts, 32 bytes. */
  receiptsDigest: Uint8Array;
  changes: Changes;
}

/** The same with what only who has the state can make. */
export interface ExecutedFully extends Executed {
  post: FullState;
  /** What a node without the state executes the block with. */
  witness: Uint8Array;
  /** What proofs are brought up to date with. */
  diff: BlockDiff;
}

/**
 * The executor of state providers and tests: executes over the whole state, records every get and set, and builds the
 * witness from them. The state that is given stays as it is.
 *
 * @throws as `runBlock`
 */
export async function executeStateful(
  state: FullState,
  block: Block,
  environment: Environment,
): Promise<ExecutedFully> {
  const recording = state.record();
  const { changes, receipts } = await runBlock(block, (key) => recording.get(key), environment);
  const { post, witness } = recording.finish(changes);
  const postRoot = post.root();
  const diff = { preRoot: state.root(), postRoot, changes, witness };
  return { post, postRoot, witness, receipts, receiptsDigest: receiptsDigest(receipts), changes, diff };
}

/**
 * The executor of nodes without a state: root, witness and block to the root after, or to one typed error. It looks values up
 * in the witness in place and authenticates all of it once, at the end; nothing that was executed counts before that.
 *
 * @param preRoot the trusted root before the block
 * @throws ProofError `proof/root-mismatch`, `proof/missing-node`, `proof/superfluous-node`, and those of decoding; as
 *   `runBlock` for a block that is not valid in the state of that root
 */
export async function executeStateless(
  backend: ProofBackend,
  preRoot: Uint8Array,
  witness: Uint8Array,
  block: Block,
  environment: Environment,
): Promise<Executed> {
  const opened = backend.open(witness);
  let run: Awaited<ReturnType<typeof runBlock>>;
  try {
    run = await runBlock(block, (key) => opened.get(key), environment);
  } catch (error) {
    // A witness that lies must not make a block look invalid.
    if (!equal(backend.rootOf(witness), preRoot)) {
      throw new ProofError('proof/root-mismatch', 'the witness is not of the root that is trusted', {
        hint: 'Ask another provider.',
        cause: error,
      });
    }
    throw error;
  }
  const { changes, receipts } = run;
  const postRoot = opened.authenticate(preRoot, changes);
  return { postRoot, receipts, receiptsDigest: receiptsDigest(receipts), changes };
}
