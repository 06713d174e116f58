import { DaemonError } from '../errors/base.js';

/** A place that is held. */
export interface Place {
  leave(): void;
}

/** So many places and no queue for them: who finds none is refused, before a byte of a body is read. */
export class Places {
  #taken = 0;
  #waiting: (() => void)[] = [];

  /**
   * @param all how many there are
   * @param what takes them, in the plural, for people
   */
  constructor(
    readonly all: number,
    readonly what: string,
  ) {}

  get taken(): number {
    return this.#taken;
  }

  /** @throws DaemonError `daemon/busy` */
  enter(): Place {
    if (this.#taken >= this.all) {
      throw new DaemonError('daemon/busy', `${this.#taken} ${this.what} are under way already`, {
        hint: 'Nothing was read or stored. Send it again later, as Retry-After says.',
      });
    }
    this.#taken += 1;
    let left = false;
    return {
      leave: () => {
        if (!left) this.#taken -= 1;
        left = true;
        if (this.#taken > 0) return;
        for (const tell of this.#waiting.splice(0)) tell();
      },
    };
  }

  /** Settles when all are left. */
  empty(): Promise<void> {
    if (this.#taken === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
