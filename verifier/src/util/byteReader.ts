/** Names in canonical bytes: what a journal takes for one. */
export const NAME = /^[\x21-\x7e]{1,255}$/;

/** Why bytes cannot be read, for whoever makes the error of it. */
export type ReadFault = 'ends' | 'name' | 'order' | 'unknown';

/**
 * Reads canonical bytes from front to back; integers are little-endian. Nothing is set aside for a length before so many
 * bytes are there, so reading takes time in proportion to what was read.
 */
export class ByteReader {
  private at = 0;
  private readonly view: DataView;

  /** @param fail makes the error to throw */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly fail: (fault: ReadFault, message: string) => Error,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are still to be read. */
  left(): number {
    return this.bytes.length - this.at;
  }

  /** Where the next byte is. */
  position(): number {
    return this.at;
  }

  /** The bytes from a position up to the next one to be read. */
  since(position: number): Uint8Array {
    return this.bytes.slice(position, this.at);
  }

  private advance(n: number): number {
    const start = this.at;
    if (n > this.left()) throw this.fail('ends', 'it ends inside a field');
    this.at += n;
    return start;
  }

  take(n: number): Uint8Array {
    const start = this.advance(n);
    return this.bytes.slice(start, start + n);
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }

  /** Whether the next bytes are these ASCII characters, which are then read. */
  isNext(text: string): boolean {
    if (text.length > this.left()) return false;
    for (let i = 0; i < text.length; i += 1) {
      if (this.bytes[this.at + i] !== text.charCodeAt(i)) return false;
    }
    this.at += text.length;
    return true;
  }

  /** A length of one byte and so many printable ASCII characters. */
  name(): string {
    const name = String.fromCharCode(...this.take(this.u8()));
    if (!NAME.test(name)) throw this.fail('name', 'a name in it is empty or not printable ASCII');
    return name;
  }

  /** u8 count, then u16 number and u64 value each, numbers rising. */
  entries<Name extends string>(names: Readonly<Record<number, Name>>): Partial<Record<Name, bigint>> {
    const out: Partial<Record<Name, bigint>> = {};
    let last = -1;
    for (let count = this.u8(); count > 0; count -= 1) {
      const id = this.u16();
      if (id <= last) throw this.fail('order', 'its numbered entries do not rise strictly');
      last = id;
      const name = names[id];
      if (name === undefined) throw this.fail('unknown', `it has an unknown entry ${id}`);
      out[name] = this.u64();
    }
    return out;
  }
}
