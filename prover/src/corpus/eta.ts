/**
 * How long the rest of a corpus will take. Time goes with the size of a module, and differs between images: each image has its own
 * pace, measured as its modules finish; one that has finished none yet is taken to go at the pace of all.
 */
export class Eta {
  private readonly left = new Map<string, number>();
  private readonly done = new Map<string, { weight: number; ms: number }>();

  /** A run that is still to come. */
  add(imageId: string, wasmBytes: number): void {
    this.left.set(imageId, (this.left.get(imageId) ?? 0) + weightOf(wasmBytes));
  }

  /** A run that has ended; where it took no time of this machine, because it was kept, `ms` is left out. */
  ended(imageId: string, wasmBytes: number, ms?: number): void {
    const weight = weightOf(wasmBytes);
    this.left.set(imageId, (this.left.get(imageId) ?? weight) - weight);
    if (ms === undefined) return;
    const before = this.done.get(imageId) ?? { weight: 0, ms: 0 };
    this.done.set(imageId, { weight: before.weight + weight, ms: before.ms + ms });
  }

  /** Seconds left with so many at a time; undefined while nothing has ended. */
  seconds(jobs: number): number | undefined {
    const all = [...this.done.values()].reduce(
      (sum, { weight, ms }) => ({ weight: sum.weight + weight, ms: sum.ms + ms }),
      { weight: 0, ms: 0 },
    );
    if (all.weight === 0) return undefined;
    let ms = 0;
    for (const [imageId, weight] of this.left) {
      const pace = this.done.get(imageId) ?? all;
      ms += (weight * pace.ms) / pace.weight;
    }
    return ms / 1000 / jobs;
  }
}

/** Even an empty module takes seconds, as long as so many bytes of code: the image is translated first. */
function weightOf(wasmBytes: number): number {
  return wasmBytes + 50_000;
}
