/** Random choices from a seed, for fuzzing: the same seed, the same bytes. */
import { createCipheriv, createHash } from 'node:crypto';

export class Random {
  readonly #stream;

  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest().subarray(0, 16);
    this.#stream = createCipheriv('aes-128-ctr', key, new Uint8Array(16));
  }

  bytes(count: number): Buffer {
    return this.#stream.update(Buffer.alloc(count));
  }

  /** From 0 up to `limit`, without it. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.bytes(6).readUIntBE(0, 6) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  /** Bytes with so many changes: flipped, set, put in, taken out, doubled, cut. */
  mutate(bytes: Uint8Array, changes = 1 + this.below(4), within = bytes.length): Buffer {
    let out = Buffer.from(bytes);
    for (let i = 0; i < changes; i += 1) {
      const at = this.below(Math.min(within, out.length));
      const length = 1 + this.below(this.chance(3) ? 64 : 4);
      const rest = out.subarray(at);
      switch (this.below(6)) {
        case 0:
          if (out.length > 0) out[at] = (out[at] ?? 0) ^ (1 << this.below(8));
          break;
        case 1:
          this.bytes(Math.min(length, rest.length)).copy(out, at);
          break;
        case 2:
          out = Buffer.concat([out.subarray(0, at), this.bytes(length), rest]);
          break;
        case 3:
          out = Buffer.concat([out.subarray(0, at), rest.subarray(length)]);
          break;
        case 4:
          out = Buffer.concat([out.subarray(0, at + length), out.subarray(at)]);
          break;
        default:
          if (this.chance(4)) out = Buffer.from(out.subarray(0, at));
          else if (out.length > 0) out[at] = this.pick([0, 1, 0x7f, 0x80, 0xff]);
      }
    }
    return out;
  }
}
