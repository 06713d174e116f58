/** A growing byte buffer with the integer encodings of wasm. */
export class Bytes {
  private buffer = new Uint8Array(256);
  private used = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.used;
  }

  /** Appends bytes as they are. */
  raw(bytes: ArrayLike<number>): this {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    return this;
  }

  /** Appends one byte. */
  byte(value: number): this {
    this.reserve(1);
    this.buffer[this.used] = value;
    this.used += 1;
    return this;
  }

  /** Unsigned LEB128 of a number below 2^32. */
  u(value: number): this {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    return this.byte(rest);
  }

  /** Signed LEB128. */
  s(value: number | bigint): this {
    let rest = BigInt(value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const done = (low & 0x40) === 0 ? rest === 0n : rest === -1n;
      this.byte(done ? low : low | 0x80);
      if (done) return this;
    }
  }

  /** A name: its length, then UTF-8. */
  name(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.u(bytes.length).raw(bytes);
  }

  /** What was written. */
  done(): Uint8Array {
    return this.buffer.slice(0, this.used);
  }

  private reserve(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.used + more));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
