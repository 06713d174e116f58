import { BlockError, ProofError } from '../errors/base.js';
import { nonceKey, valueNumber } from '../execute/cell.js';
import type { Environment } from '../execute/environment.js';
import { prepare, type UnsignedCall } from '../execute/prepare.js';
import type { KeyedBackend } from '../keyed/keyedBackend.js';
import type { Result } from '../provider/wire.js';
import { equal } from '../util/bytes.js';

/** A call as a provider prepared it, checked. */
export interface Forecast {
  provider: string;
  nonce: bigint;
  witness: Uint8Array;
  receipt: Result<'prepare'>['receipt'];
  /** Root after it, if it is the next and only transaction. */
  postRoot: Uint8Array;
  /** Whether it was executed here as well. */
  executed: boolean;
}

/** What a forecast is held against. */
export interface Trusted {
  backend: KeyedBackend;
  root: Uint8Array;
  /** Of the block after which the root is. */
  number: bigint;
  /** What the call is executed with; without it only witness and nonce are checked. */
  environment: Environment | undefined;
}

/**
 * Checks what a provider says that a call would do.
 *
 * @throws ProofError, BlockError where it cannot be true under the trusted root
 */
export async function checkForecast(
  { backend, root, number, environment }: Trusted,
  call: UnsignedCall,
  { witness, nonce, receipt, reads, changes }: Result<'prepare'>,
  provider: string,
): Promise<Forecast> {
  const view = backend.view(witness);
  if (!equal(view.root(), root)) {
    throw new ProofError('proof/root-mismatch', 'the witness is not of the root that is trusted');
  }
  if (valueNumber(view.get(nonceKey(call.sender))) !== nonce) {
    throw new ProofError('proof/root-mismatch', 'the nonce is not the one in the witness');
  }
  const known = { provider, nonce, witness, receipt };
  if (environment === undefined) {
    const opened = backend.open(witness);
    for (const key of reads) opened.get(Buffer.from(key, 'hex'));
    return { ...known, postRoot: opened.authenticate(root, new Map(changes)), executed: false };
  }
  const own = await prepare(view, number + 1n, call, environment);
  const { status, output, fuelUsed } = own.receipt;
  const same = status === receipt.status && equal(output, receipt.output) && fuelUsed === receipt.fuelUsed;
  if (!same) throw new BlockError('block/malformed', 'the call does something else than was said');
  if (!equal(own.witness, witness)) {
    throw new ProofError('proof/superfluous-node', 'the witness is not the one of the call');
  }
  return { ...known, postRoot: own.postRoot, executed: true };
}
