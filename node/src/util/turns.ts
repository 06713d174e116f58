/** Work of which only so much goes on at once; what comes meanwhile waits, and has its turn in the order of coming. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param atOnce how much goes on at once, at least 1
   * @param mostWaiting how much may wait for it; left out: any number
   */
  constructor(
    atOnce: number,
    readonly mostWaiting = Number.POSITIVE_INFINITY,
  ) {
    if (!Number.isSafeInteger(atOnce) || atOnce < 1) throw new RangeError('at least one must go on at once');
    this.#free = atOnce;
  }

  /** Whether nothing more may come. */
  get isCrowded(): boolean {
    return this.#free === 0 && this.#waiting.length >= this.mostWaiting;
  }

  /**
   * Does work when its turn has come.
   *
   * @param signal gives the turn up while it is waited for
   * @throws the reason of the signal; what the work throws
   */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal?.reason);
      };
      const begin = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      this.#waiting.push(begin);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }
}
