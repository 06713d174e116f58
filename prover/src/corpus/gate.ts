/**
 * Lets work begin only where there is room for it. Memory that was free when a run of hours began may be gone later: whoever
 * is to begin waits until another has ended, unless nothing is under way at all.
 */
export class Gate {
  private busy = 0;
  private waiting: (() => void)[] = [];

  /** @param hasRoom whether one more may begin beside those that are under way */
  constructor(private readonly hasRoom: () => boolean) {}

  /** Runs work as soon as there is room for it. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    while (this.busy > 0 && !this.hasRoom()) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      const woken = this.waiting;
      this.waiting = [];
      for (const wake of woken) wake();
    }
  }
}
