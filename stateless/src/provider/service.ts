/** What a state provider does, apart from HTTP: answers by method, and makes blocks of what waits. */
import { decodeTransaction } from '../chain/transaction.js';
import { ProofError, ServiceError, StateError } from '../errors/base.js';
import { type Prepared, prepare } from '../execute/prepare.js';
import { KeyedBackend } from '../keyed/keyedBackend.js';
import type { KeyedState } from '../keyed/keyedState.js';
import { equal, keyBytes, keyText } from '../util/bytes.js';
import type { Appended, Ledger } from './ledger.js';
import { Mempool } from './mempool.js';
import { DEFAULT_LIMITS, type MempoolLimits } from './mempoolLimits.js';
import { base64Of, MAX_WIRE_PROOF_BYTES, type Method, type Params, type ResultJson } from './wire.js';

/** Most calls that are executed or wait for it. */
const MAX_EXECUTING = 32;

type Answers = { [M in Method]: (params: Params<M>) => Promise<ResultJson<M>> };

export class StateService {
  readonly backend: KeyedBackend;
  readonly mempool: Mempool;
  #executing = 0;

  constructor(
    readonly ledger: Ledger,
    limits: MempoolLimits = DEFAULT_LIMITS,
  ) {
    this.backend = new KeyedBackend(ledger.defaultValue);
    const { number, root } = ledger.head;
    this.mempool = new Mempool(this.backend, ledger.environment, root, number, limits);
    ledger.follow((appended) => this.#follow(appended));
  }

  /** Makes a block of what waits; undefined where nothing does. @throws as `Ledger.append` */
  async seal(): Promise<Appended | undefined> {
    const built = await this.mempool.build();
    if (built === undefined) return undefined;
    // A block came meanwhile: what waits is looked at again next time.
    if (!equal(built.executed.diff.preRoot, this.ledger.head.root)) return undefined;
    return this.ledger.append(built.transactions);
  }

  /** Answers by method. @throws ServiceError, BlockError, ProofError, RunnerError */
  readonly answers: Answers = {
    status: async () => {
      const { number, root } = this.ledger.head;
      const { id } = this.ledger.environment;
      return {
        backend: this.backend.name,
        environment: keyText(id),
        number: `${number}`,
        root: keyText(root),
        waiting: this.mempool.size,
      };
    },
    getProof: async ({ root, keys }) => {
      const proof = this.#state(root).prove(keys.map(keyBytes));
      return { proof: base64Of(fits(proof)) };
    },
    prepare: ({ root, ...call }) =>
      this.#execute(async () => {
        const number = this.ledger.head.number + 1n;
        return preparedJson(await prepare(this.#state(root), number, call, this.ledger.environment));
      }),
    submit: ({ transaction, witness }) =>
      this.#execute(async () => {
        const { id } = await this.mempool.add(decodeTransaction(transaction), witness);
        return { id };
      }),
    getBlock: async ({ number }) => ({ record: base64Of(this.ledger.recordBytes(number)) }),
  };

  #state(root: Uint8Array): KeyedState {
    try {
      return this.ledger.store.at(root, this.ledger.defaultValue);
    } catch (error) {
      if (!(error instanceof StateError) || error.code !== 'state/missing-node') throw error;
      throw new ServiceError('ledger/unknown', `there is no state with the root ${keyText(root)} here`, {
        hint: 'Ask for the status, and follow the chain to its head.',
      });
    }
  }

  async #execute<T>(work: () => Promise<T>): Promise<T> {
    if (this.#executing >= MAX_EXECUTING) {
      throw new ServiceError('request/busy', 'as many calls as can be are executed already', {
        hint: 'Try again, or ask another provider.',
      });
    }
    this.#executing += 1;
    try {
      return await work();
    } finally {
      this.#executing -= 1;
    }
  }

  #follow({ block, diff }: Appended): void {
    if (equal(diff.preRoot, this.mempool.root)) this.mempool.follow({ block, diff });
    else this.mempool.reset(diff.postRoot, block.number);
  }
}

function fits(proof: Uint8Array): Uint8Array {
  if (proof.length <= MAX_WIRE_PROOF_BYTES) return proof;
  throw new ProofError('proof/too-large', `the proof has ${proof.length} bytes`, {
    hint: 'Ask for fewer keys at once.',
  });
}

function preparedJson({ nonce, witness, reads, changes, receipt }: Prepared): ResultJson<'prepare'> {
  const { status, output, fuelUsed, trap, logs } = receipt;
  return {
    nonce: `${nonce}`,
    witness: base64Of(fits(witness)),
    reads: [...reads],
    changes: [...changes].map(([key, value]) => [key, keyText(value)]),
    receipt: {
      status,
      output: base64Of(output),
      fuelUsed: `${fuelUsed}`,
      trap,
      logs: logs.map(({ contract, data }) => ({ contract: keyText(contract), data: base64Of(data) })),
    },
  };
}
