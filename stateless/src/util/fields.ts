/** Reading and writing fixed fields: integers little endian, byte strings with a u32 of length before them. */

/** Puts fields one after the other. */
export class FieldWriter {
  readonly #parts: Uint8Array[] = [];

  u8(value: number): this {
    this.#parts.push(Uint8Array.of(value));
    return this;
  }
  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.#parts.push(bytes);
    return this;
  }
  u64(value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    this.#parts.push(bytes);
    return this;
  }
  /** Bytes of a length that is known, without it. */
  fixed(bytes: Uint8Array, length: number): this {
    if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes where ${length} belong`);
    this.#parts.push(bytes);
    return this;
  }
  bytes(bytes: Uint8Array): this {
    this.u32(bytes.length);
    this.#parts.push(bytes);
    return this;
  }
  end(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/** Takes fields one after the other; `fault` makes the error for what is too short, too long, or followed by more. */
export class FieldReader {
  #at = 0;

  constructor(
    readonly from: Uint8Array,
    readonly fault: (why: string) => Error,
  ) {}

  fixed(length: number): Uint8Array {
    if (this.from.length - this.#at < length) throw this.fault('it is cut short');
    this.#at += length;
    return this.from.subarray(this.#at - length, this.#at);
  }
  #view(length: number): DataView {
    const bytes = this.fixed(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }
  u8(): number {
    return this.#view(1).getUint8(0);
  }
  u32(): number {
    return this.#view(4).getUint32(0, true);
  }
  u64(): bigint {
    return this.#view(8).getBigUint64(0, true);
  }
  bytes(most: number): Uint8Array {
    const length = this.u32();
    if (length > most) throw this.fault(`${length} bytes stand where at most ${most} may`);
    return this.fixed(length);
  }
  end(): void {
    if (this.#at !== this.from.length) throw this.fault('there is more after its end');
  }
}
