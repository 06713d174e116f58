import type { Log } from '../chain/receipt.js';
import { keyText } from '../util/bytes.js';

interface Layer {
  readonly values: Map<string, Uint8Array>;
  /** How many logs there were when it began. */
  readonly logs: number;
}

/**
 * What a block has set so far, over a state that stays as it is: a layer for each open call, which goes to the one below when
 * the call returns and is gone when it does not. Reads reach the state at most once a key.
 */
export class Overlay {
  readonly #read: (key: Uint8Array) => Uint8Array;
  readonly #known = new Map<string, Uint8Array>();
  readonly #layers: Layer[] = [{ values: new Map(), logs: 0 }];
  #logs: Log[] = [];

  constructor(read: (key: Uint8Array) => Uint8Array) {
    this.#read = read;
  }

  get(key: Uint8Array): Uint8Array {
    const text = keyText(key);
    for (let i = this.#layers.length - 1; i >= 0; i -= 1) {
      const value = this.#layers[i]?.values.get(text);
      if (value !== undefined) return value;
    }
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const value = this.#read(key);
    this.#known.set(text, value);
    return value;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    // A copy: frames that values come in are reused.
    this.#top().values.set(keyText(key), Uint8Array.from(value));
  }

  log(log: Log): void {
    this.#logs.push({ contract: Uint8Array.from(log.contract), data: Uint8Array.from(log.data) });
  }

  enter(): void {
    this.#layers.push({ values: new Map(), logs: this.#logs.length });
  }

  leave(commit: boolean): void {
    const layer = this.#layers.pop();
    if (layer === undefined || this.#layers.length === 0) throw new RangeError('no call is open');
    if (!commit) this.#logs.length = layer.logs;
    else for (const [key, value] of layer.values) this.#top().values.set(key, value);
  }

  /** Calls that are open. */
  get depth(): number {
    return this.#layers.length - 1;
  }

  /** Logs since the last time; for the end of a transaction. */
  takeLogs(): Log[] {
    const logs = this.#logs;
    this.#logs = [];
    return logs;
  }

  /** All that was set, when no call is open any more. */
  changes(): Map<string, Uint8Array> {
    if (this.depth !== 0) throw new RangeError('a call is still open');
    return this.#top().values;
  }

  #top(): Layer {
    return this.#layers.at(-1) as Layer;
  }
}
