import type { KeyedBackend } from '../keyed/keyedBackend.js';
import type { BlockDiff, FullState } from '../proof/backend.js';
import { equal } from '../util/bytes.js';
import { checkSame, hold } from './invariants.js';
import type { Scene } from './scene.js';

/** Who holds the proof of some balances, and nothing else, and brings it up to date with each block. */
export class Watcher {
  readonly #keys: Uint8Array[];
  #proof: Uint8Array;

  constructor(
    readonly backend: KeyedBackend,
    scene: Scene,
    state: FullState,
  ) {
    this.#keys = [scene.pool.hash, ...scene.accounts.slice(0, 5).map(({ id }) => id)].map((owner) =>
      scene.balanceKey(0, owner),
    );
    this.#proof = state.prove(this.#keys);
  }

  /** @throws SimulationError `simulation/invariant` where the proof is not the one that would be made anew */
  take(diff: BlockDiff, after: FullState): void {
    this.#proof = this.backend.refresh(this.#proof, this.#keys, diff);
    const anew = after.prove(this.#keys);
    checkSame(
      this.backend.rootOf(this.#proof),
      after.root(),
      'the root of a refreshed proof, and that of the state',
    );
    hold(equal(this.#proof, anew), 'a refreshed proof is not the one that is made anew');
  }
}
