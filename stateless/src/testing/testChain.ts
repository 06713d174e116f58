/**
 * A chain for tests of contracts. Every block goes through both executors, the second with the witness of the first alone, and
 * they must agree, so a test of a contract is a test of its proofs, which need not be thought of otherwise.
 */
import type { Transaction } from '../chain/transaction.js';
import { type CodeSource, UnprovedCode } from '../code/codeSource.js';
import { TestingError } from '../errors/base.js';
import { nonceKey, valueNumber } from '../execute/cell.js';
import type { Environment } from '../execute/environment.js';
import { executeStateful, executeStateless } from '../execute/executors.js';
import type { Machine } from '../host/machine.js';
import { KeyedBackend } from '../keyed/keyedBackend.js';
import type { FullState, ProofBackend } from '../proof/backend.js';
import { Runner } from '../runner/runner.js';
import { equal, keyText } from '../util/bytes.js';
import { sha256 } from '../util/sha256.js';
import { TestAccount } from './account.js';
import { type BlockOutcome, Outcome } from './outcome.js';

/** A contract that was installed. */
export interface Contract {
  wasm: Uint8Array;
  /** SHA-256 of the module, by which it is called. */
  hash: Uint8Array;
}

/** A call that is not signed yet. */
export interface Call {
  from: TestAccount;
  to: { hash: Uint8Array };
  input: Uint8Array;
  /** Left out: 10,000,000. */
  fuel?: bigint;
}

export interface TestChainOptions {
  /** Left out: a runner of its own, which `close` ends. */
  machine?: Machine;
  /** Left out: `KeyedBackend`. */
  backend?: ProofBackend;
  /** Accepted code, asked for what was not installed here. */
  code?: CodeSource;
  /** 32 bytes. */
  environment?: Uint8Array;
  maxTransactionFuel?: bigint;
  maxBlockFuel?: bigint;
}

/** What `snapshot` gives and `restore` takes. */
export interface Snapshot {
  readonly state: FullState;
  readonly number: bigint;
}

const DEFAULT_FUEL = 10_000_000n;

export class TestChain {
  readonly environment: Environment;
  readonly backend: ProofBackend;
  /** The state after the last block. */
  state: FullState;
  /** Number of the last block; 0 before the first. */
  number = 0n;
  readonly #installed: UnprovedCode;
  readonly #own: Runner | undefined;

  private constructor(
    machine: Machine,
    own: Runner | undefined,
    readonly options: TestChainOptions,
    installed = new UnprovedCode(),
  ) {
    this.backend = options.backend ?? new KeyedBackend();
    this.state = this.backend.build(new Map());
    this.#own = own;
    this.#installed = installed;
    this.environment = {
      id: options.environment ?? sha256(Buffer.from('environment of tests')),
      maxTransactionFuel: options.maxTransactionFuel ?? 100_000_000n,
      maxBlockFuel: options.maxBlockFuel ?? 1_000_000_000n,
      code: { find: async (hash) => (await installed.find(hash)) ?? (await options.code?.find(hash)) },
      machine,
    };
  }

  /** @throws RunnerError where no machine was given and the runner is not built or does not start */
  static async start(options: TestChainOptions = {}): Promise<TestChain> {
    if (options.machine !== undefined) return new TestChain(options.machine, undefined, options);
    const own = await Runner.start();
    return new TestChain(own, own, options);
  }

  /** Makes a module callable, without any proof. */
  install(wasm: Uint8Array): Contract {
    const hash = sha256(wasm);
    this.#installed.add(hash, { kind: 'wasm', bytes: wasm });
    return { wasm, hash };
  }

  /** Someone who signs; the same name is the same account. */
  account(name: string): TestAccount {
    return new TestAccount(name);
  }

  /** Calls a contract in a block of its own. @throws as `block` */
  async call(
    from: TestAccount,
    to: { hash: Uint8Array },
    input: Uint8Array,
    fuel = DEFAULT_FUEL,
  ): Promise<Outcome> {
    const { outcomes } = await this.block({ from, to, input, fuel });
    return outcomes[0] as Outcome;
  }

  /** The same without a trace: the chain stays as it is. */
  view(
    from: TestAccount,
    to: { hash: Uint8Array },
    input: Uint8Array,
    fuel = DEFAULT_FUEL,
  ): Promise<Outcome> {
    return this.fork().call(from, to, input, fuel);
  }

  /**
   * One block of several calls, in order. A call that fails is told in its outcome.
   *
   * @throws TestingError `testing/executors-differ`; BlockError where the block would not be valid; RunnerError
   */
  async block(...calls: Call[]): Promise<BlockOutcome> {
    return this.append(this.#signed(calls));
  }

  /** The same with transactions that were signed elsewhere. */
  async append(transactions: Transaction[]): Promise<BlockOutcome> {
    const block = { number: this.number + 1n, transactions };
    const full = await executeStateful(this.state, block, this.environment);
    const { witness } = full;
    const less = await executeStateless(this.backend, this.state.root(), witness, block, this.environment);
    if (!equal(full.postRoot, less.postRoot) || !equal(full.receiptsDigest, less.receiptsDigest)) {
      throw new TestingError(
        'testing/executors-differ',
        `both executors differ about block ${block.number}`,
        {
          hint: 'This is a fault of the machine or of this package, not of the contract.',
        },
      );
    }
    this.state = full.post;
    this.number = block.number;
    const senders = new Set(transactions.map(({ sender }) => keyText(sender))).size;
    const outcomes = full.receipts.map((r) => new Outcome(r, witness.length, full.changes.size, senders));
    return { outcomes, executed: less, witness };
  }

  /** A chain that goes its own way from here; installed contracts and the machine are shared. */
  fork(): TestChain {
    const fork = new TestChain(this.environment.machine, undefined, this.options, this.#installed);
    fork.restore(this.snapshot());
    return fork;
  }

  /** Remembers where the chain is. Costs nothing: states never change. */
  snapshot(): Snapshot {
    return { state: this.state, number: this.number };
  }

  /** Goes back, or to what another fork has come to. */
  restore({ state, number }: Snapshot): void {
    this.state = state;
    this.number = number;
  }

  /** Next nonce of an account. */
  nonce({ id }: { id: Uint8Array }): bigint {
    return valueNumber(this.state.get(nonceKey(id)));
  }

  /** Ends the runner, where the chain started one. */
  async close(): Promise<void> {
    await this.#own?.close();
  }

  #signed(calls: readonly Call[]): Transaction[] {
    const next = new Map<string, bigint>();
    return calls.map(({ from, to, input, fuel = DEFAULT_FUEL }) => {
      const name = keyText(from.id);
      const nonce = next.get(name) ?? this.nonce(from);
      next.set(name, nonce + 1n);
      return from.sign({ nonce, to: to.hash, fuel, input }, this.environment.id);
    });
  }
}
