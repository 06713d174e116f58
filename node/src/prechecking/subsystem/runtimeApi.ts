import type { CodeHash } from '../codeHash.js';
import type { ValidatorKey } from '../keys.js';
import type { Statement } from '../statement.js';
import type { BlockHash } from './view.js';

/**
 * What the node asks of the chain, as it is at a leaf. Each may throw; `RuntimeApiError` `runtime-api/not-supported` from
 * `pendingCodes` says that the chain has no pre-checking there.
 */
export interface RuntimeApi {
  /** Codes that validators are to vote on. */
  pendingCodes(leaf: BlockHash): Promise<readonly CodeHash[]>;
  /** The session that a child of the leaf is in. */
  sessionIndexForChild(leaf: BlockHash): Promise<number>;
  /** The session's validators, in the order of their indices. */
  validators(leaf: BlockHash): Promise<readonly ValidatorKey[]>;
  /** Hands a vote to the transaction pool. */
  submitStatement(leaf: BlockHash, statement: Statement, signature: Uint8Array): Promise<void>;
}
