/**
 * The guard in front of the CBOR decoder: reads bytes from outside once, from front to back, and lets pass only the one
 * encoding of a value of the expected shape (RFC 8949, core deterministic encoding but for the order of keys, which is
 * the shape's). The first byte that does not fit ends it, so a tag costs no more than the byte that announces it. Strings
 * are stepped over, and a length is held against the bytes that are left before anything is done with it: time is linear
 * in the input, and nothing is allocated but texts, which the shape bounds.
 */
import { CborFault } from './fault.js';
import type { Shape } from './shape.js';

/** Major types, as the top three bits of a first byte have them. */
const MAJOR = { unsigned: 0, bytes: 2, text: 3, array: 4, map: 5 } as const;
/** What each is called in a message. */
const NAMES = [
  'an unsigned integer',
  'a negative integer',
  'a byte string',
  'a text',
  'an array',
  'a map',
  'a tag',
  'a float or simple value',
] as const;
const NULL = 0xf6;
/** The longest key of an unexpected kind that a message quotes, bytes. */
const QUOTED_KEY_BYTES = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks that the input is the one encoding of a value of this shape, and nothing else.
 *
 * @throws CborFault
 */
export function scan(input: Uint8Array, shape: Shape): void {
  const scanner = new Scanner(input);
  scanner.value(shape);
  scanner.end();
}

/**
 * The version of a format whose every version is a map that begins with the key "version", whatever else is in the map.
 *
 * @returns the number; undefined where the input does not begin so, canonically, or where it is 2^53 or more
 */
export function scanVersion(input: Uint8Array): number | undefined {
  try {
    const scanner = new Scanner(input);
    if (scanner.head(MAJOR.map, 'a map') === 0) return undefined;
    scanner.key('version', []);
    const version = scanner.head(MAJOR.unsigned, 'a version');
    return Number.isSafeInteger(version) ? version : undefined;
  } catch (error) {
    if (error instanceof CborFault) return undefined;
    throw error;
  }
}

class Scanner {
  private at = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly input: Uint8Array) {}

  value(shape: Shape): void {
    switch (shape.kind) {
      case 'unsigned': {
        const start = this.at;
        const { only } = shape;
        const value = this.head(MAJOR.unsigned, 'an unsigned integer');
        if (only !== undefined && value !== only) throw this.malformed(`must be ${only}`, start);
        return;
      }
      case 'bytes': {
        const start = this.at;
        const { length } = shape;
        const found = this.string(MAJOR.bytes, 'a byte string');
        if (length !== undefined && found !== length) throw this.malformed(`must be ${length} bytes`, start);
        return;
      }
      case 'text': {
        const start = this.at;
        const length = this.string(MAJOR.text, 'a text');
        if (length > shape.maxBytes) {
          throw this.malformed(`must be at most ${shape.maxBytes} bytes of text`, start);
        }
        if (!shape.like.test(this.text(length, start))) throw this.malformed('is a text out of form', start);
        return;
      }
      case 'nullable':
        if (this.input[this.at] === NULL) this.at += 1;
        else this.value(shape.of);
        return;
      case 'list': {
        const start = this.at;
        const length = this.head(MAJOR.array, 'an array');
        if (length > shape.max) throw this.malformed(`must have at most ${shape.max} items`, start);
        for (let i = 0; i < length; i += 1) this.within(i, shape.of);
        return;
      }
      case 'tuple': {
        const start = this.at;
        const { length } = shape.items;
        if (this.head(MAJOR.array, 'an array') !== length)
          throw this.malformed(`must have ${length} items`, start);
        for (const [i, item] of shape.items.entries()) this.within(i, item);
        return;
      }
      case 'map': {
        const start = this.at;
        const { length } = shape.entries;
        if (this.head(MAJOR.map, 'a map') !== length) throw this.malformed(`must have ${length} keys`, start);
        for (const [i, [key, value]] of shape.entries.entries()) {
          this.key(key, shape.entries.slice(i + 1));
          this.within(key, value);
        }
      }
    }
  }

  /** @throws CborFault where there is more */
  end(): void {
    if (this.at < this.input.length) throw this.malformed('is followed by more bytes', this.at);
  }

  /** Reads one expected key. `later`: the keys that may come after it, to tell another order from something else. */
  key(expected: string, later: readonly (readonly [key: string, value: Shape])[]): void {
    const start = this.at;
    const length = this.string(MAJOR.text, `the key ${expected}`);
    if (length === expected.length && this.isAscii(expected)) return;
    const found = length <= QUOTED_KEY_BYTES ? this.text(length, start) : undefined;
    const what = `has ${found === undefined ? 'a long key' : `the key ${JSON.stringify(found)}`} where ${expected} belongs`;
    throw later.some(([key]) => key === found)
      ? new CborFault('not-canonical', this.say(what, start), start)
      : this.malformed(what, start);
  }

  /**
   * Reads the first byte of a value, and the number that comes with it: the value of an integer, a length otherwise.
   *
   * @returns exact below 2^53
   */
  head(major: number, wanted: string): number {
    const start = this.at;
    const first = this.input[start];
    if (first === undefined) throw this.malformed(`ends where ${wanted} belongs`, start);
    if (first >> 5 !== major) throw this.malformed(`is ${NAMES[first >> 5]} where ${wanted} belongs`, start);
    this.at += 1;
    const info = first & 0x1f;
    if (info < 24) return info;
    if (info > 27) {
      const why = info === 31 ? 'an indefinite length' : 'a reserved first byte';
      throw this.malformed(`has ${why} where ${wanted} belongs`, start);
    }
    const width = 1 << (info - 24);
    if (width > this.input.length - this.at) {
      throw this.malformed(`ends inside of ${wanted}`, this.input.length);
    }
    let value = 0;
    for (const end = this.at + width; this.at < end; this.at += 1)
      value = value * 256 + (this.input[this.at] ?? 0);
    // What the next shorter form can say, it must say.
    const least = width === 1 ? 24 : 2 ** (4 * width);
    if (value < least)
      throw new CborFault('not-canonical', this.say('is written longer than needed', start), start);
    return value;
  }

  /** Steps over a string and returns its length, bytes. */
  private string(major: number, wanted: string): number {
    const length = this.head(major, wanted);
    const left = this.input.length - this.at;
    if (length > left) {
      throw this.malformed(`has ${wanted} of ${length} bytes, and ${left} are left`, this.input.length);
    }
    this.at += length;
    return length;
  }

  /** The text of so many bytes that was just stepped over; its first byte is at `start`. */
  private text(length: number, start: number): string {
    try {
      return utf8.decode(this.input.subarray(this.at - length, this.at));
    } catch {
      throw this.malformed('is a text that is not UTF-8', start);
    }
  }

  /** Whether the bytes that were just stepped over are this. */
  private isAscii(expected: string): boolean {
    const start = this.at - expected.length;
    for (let i = 0; i < expected.length; i += 1) {
      if (this.input[start + i] !== expected.charCodeAt(i)) return false;
    }
    return true;
  }

  private within(step: string | number, shape: Shape): void {
    this.path.push(step);
    this.value(shape);
    this.path.pop();
  }

  private say(what: string, offset: number): string {
    return `${this.path.length === 0 ? 'it' : this.path.join('.')} ${what}, at byte ${offset}`;
  }

  private malformed(what: string, offset: number): CborFault {
    return new CborFault('malformed', this.say(what, offset), offset);
  }
}
