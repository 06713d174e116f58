/**
 * A chain that lives through everything: calls that fail, reorganisations, crashes of the runner, of whoever holds the state, of
 * nodes that hold none and of who holds proofs. Invariants are checked at every block. All of it follows from the seed, so a
 * fault comes again with the same seed at the same step; only when within a block a process dies does not.
 */

import { SimulationError, StatelessError } from '../errors/base.js';
import { type Executed, executeStateless } from '../execute/executors.js';
import { KeyedBackend } from '../keyed/keyedBackend.js';
import { Ledger } from '../provider/ledger.js';
import { SupervisedRunner } from '../runner/supervisedRunner.js';
import { equal } from '../util/bytes.js';
import { type Appending, appendWithCrashes, CRASHES, type Crash, throughRunnersEnds } from './crash.js';
import { openNodes, withoutNode } from './damage.js';
import { checkNonces, checkReceipts, checkSame, checkSupply, hold } from './invariants.js';
import { happens, type Random, seeded } from './random.js';
import { Scene } from './scene.js';
import type { Settings } from './settings.js';
import { StatelessNode } from './statelessNode.js';
import { newTally } from './tally.js';
import { traffic } from './traffic.js';
import { Watcher } from './watcher.js';

const STEP = 'simulated steps';
const SETTINGS = 'simulated settings';

export class Simulation {
  readonly backend = new KeyedBackend();
  readonly tally = newTally();
  #watcher: Watcher;

  private constructor(
    readonly folder: string,
    readonly settings: Settings,
    readonly scene: Scene,
    readonly machine: SupervisedRunner,
    private ledger: Ledger,
    private node: StatelessNode,
  ) {
    this.#watcher = this.#newWatcher();
  }

  /**
   * Begins a simulation in a folder, or goes on with the one in it.
   *
   * @throws SimulationError `simulation/settings` where it was begun with others; StateError, RunnerError
   */
  static async open(folder: string, settings: Settings): Promise<Simulation> {
    const scene = new Scene(settings.accounts);
    const machine = await SupervisedRunner.start();
    try {
      const ledger = await Ledger.open(folder, scene.environment(machine), scene.genesis());
      const { environment } = ledger;
      const node = await StatelessNode.open(folder, new KeyedBackend(), environment, ledger.rootAt(0n));
      const simulation = new Simulation(folder, settings, scene, machine, ledger, node);
      simulation.#checkSettings();
      await simulation.#catchUp();
      return simulation;
    } catch (error) {
      await machine.close();
      throw error;
    }
  }

  /** Steps that were made in this folder: one block each. */
  get step(): number {
    return Number(Buffer.from(this.ledger.store.record(STEP) ?? Buffer.from('0')).toString('utf8'));
  }

  /** Number of the last block and root after it. */
  get head() {
    return this.ledger.head;
  }

  /** @throws SimulationError `simulation/invariant`, with the step and the seed */
  async advance(): Promise<void> {
    const step = this.step + 1;
    try {
      await this.#advance(step, seeded(`${this.settings.seed} step ${step}`));
    } catch (error) {
      if (!(error instanceof StatelessError)) throw error;
      const where = `seed ${JSON.stringify(this.settings.seed)}, step ${step}`;
      throw new (error.constructor as typeof StatelessError)(error.code, `${error.shortMessage} (${where})`, {
        hint: error.hint,
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.machine.close();
  }

  async #advance(step: number, random: Random): Promise<void> {
    const on = this.#reorganise(random);
    const before = this.ledger.stateAt(on);
    const { environment } = this.ledger;
    const count = 1 + random(this.settings.transactions);
    const transactions = traffic(this.scene, before, count, environment.id, random);
    const crash = happens(random, this.settings.crashes) ? CRASHES[random(CRASHES.length)] : undefined;
    const appending: Appending = { on, transactions, records: { [STEP]: Buffer.from(`${step}`) } };
    if (crash !== undefined) this.tally.crashes[crash] += 1;
    const { executed, ledger } = await appendWithCrashes(this, this.ledger, appending, crash, random);
    this.ledger = ledger;
    const { block, diff, receiptsDigest } = ledger.record(on + 1n);

    const after = ledger.stateAt(block.number);
    checkSame(after.root(), diff.postRoot, 'the root on disk and that of the record');
    checkSame(before.root(), diff.preRoot, 'the root before, on disk and in the record');
    const less = await this.#follow(on + 1n, crash);
    checkSame(less.postRoot, diff.postRoot, 'roots without and with a state');
    checkSame(less.receiptsDigest, receiptsDigest, 'receipts without and with a state');
    checkSupply(this.scene, after);
    checkNonces(before, after, transactions);
    checkReceipts(transactions, less.receipts);
    if (step % this.settings.damageEvery === 0) await this.#damage(on, random);
    if (crash === 'watcher') this.#watcher = this.#newWatcher();
    else this.#watcher.take(diff, after);

    this.tally.blocks += 1;
    this.tally.transactions += transactions.length;
    this.tally.witnessBytes += executed.witness.length;
    for (const { status } of less.receipts)
      this.tally.statuses[status] = (this.tally.statuses[status] ?? 0) + 1;
  }

  /** The node without a state executes the block; if it crashes, before it has kept the root after it. */
  async #follow(number: bigint, crash: Crash | undefined): Promise<Executed> {
    const record = this.ledger.record(number);
    if (crash === 'node') {
      await this.node.execute(record);
      const { environment } = this.ledger;
      this.node = await StatelessNode.open(this.folder, this.backend, environment, this.ledger.rootAt(0n));
    }
    // A runner that was killed when the block had just been executed has its end noticed only now.
    const execute = () => this.node.execute(record);
    const executed = await (crash === 'runner' ? throughRunnersEnds(execute) : execute());
    await this.node.keep(number, executed.postRoot);
    return executed;
  }

  /** The node may have been stopped before it kept the last block, or have left it for one of another branch. */
  async #catchUp(): Promise<void> {
    const { number } = this.ledger.head;
    let known = lesser(this.node.number, number);
    while (known > 0n && !this.#knows(known)) known -= 1n;
    while (known < number) {
      known += 1n;
      const { postRoot } = await this.node.execute(this.ledger.record(known));
      await this.node.keep(known, postRoot);
    }
  }

  #knows(number: bigint): boolean {
    const root = this.node.roots.get(number);
    return root !== undefined && equal(root, this.ledger.rootAt(number));
  }

  #reorganise(random: Random): bigint {
    const { number } = this.ledger.head;
    if (number === 0n || !happens(random, this.settings.reorganisations)) return number;
    const most = Math.min(this.settings.deepest, Number(number));
    const left = 1 + random(most);
    this.tally.reorganisations += 1;
    this.tally.blocksLeft += left;
    this.#watcher = this.#newWatcher(number - BigInt(left));
    return number - BigInt(left);
  }

  /** Each of some nodes is needed: without it the block does not execute. */
  async #damage(on: bigint, random: Random): Promise<void> {
    const { block, diff } = this.ledger.record(on + 1n);
    const nodes = openNodes(diff.witness);
    for (let i = 0; i < Math.min(4, nodes); i += 1) {
      const witness = withoutNode(diff.witness, random(nodes));
      const code = await executeStateless(
        this.backend,
        diff.preRoot,
        witness,
        block,
        this.ledger.environment,
      ).then(
        () => 'nothing at all',
        (error: unknown) => (error as StatelessError).code,
      );
      hold(code === 'proof/missing-node', `a witness without one of its nodes gave ${code}`);
      this.tally.nodesLeftOut += 1;
    }
  }

  #newWatcher(at: bigint = this.ledger.head.number): Watcher {
    return new Watcher(this.backend, this.scene, this.ledger.stateAt(at));
  }

  #checkSettings(): void {
    const { store } = this.ledger;
    const text = JSON.stringify(this.settings, Object.keys(this.settings).sort());
    const saved = store.record(SETTINGS);
    if (saved === undefined) {
      const { number } = this.ledger.head;
      store.save(`block ${number}`, this.ledger.stateAt(number), { [SETTINGS]: Buffer.from(text) });
    } else if (Buffer.from(saved).toString('utf8') !== text) {
      throw new SimulationError(
        'simulation/settings',
        `the simulation in ${this.folder} was begun with other settings: ${Buffer.from(saved).toString('utf8')}`,
        { hint: 'Give the same, or another folder.' },
      );
    }
  }
}

/** `Math.min` knows no bigint. */
function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
