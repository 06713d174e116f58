/** The two pipes of the runner: frames of a u32 of length, little endian, and so many bytes, the first of which is a tag. */
import { RunnerError } from '../errors/base.js';

export const REQUEST = {
  execute: 1,
  value: 2,
  codeAbsent: 3,
  codeSame: 4,
  codeWasm: 5,
  codeArtifact: 6,
  abort: 7,
} as const;
export const ANSWER = {
  hello: 0x81,
  get: 0x82,
  set: 0x83,
  log: 0x84,
  enter: 0x85,
  leave: 0x86,
  code: 0x87,
  done: 0x88,
  fault: 0x89,
} as const;

/** Version of the protocol. */
export const PROTOCOL_VERSION = 2;
/** Longest frame, bytes. */
export const MAX_FRAME_BYTES = 64 << 20;

/** A frame's bytes with the length before them. */
export function frame(body: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/** Cuts what comes in into frames. Takes time in the bytes that come, however they are cut. */
export class FrameCutter {
  #chunks: Uint8Array[] = [];
  #size = 0;

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The next whole frame, or undefined. @throws RunnerError `runner/answer` */
  next(): Uint8Array | undefined {
    if (this.#size < 4) return undefined;
    if ((this.#chunks[0] as Uint8Array).length < 4) this.#join();
    const first = this.#chunks[0] as Uint8Array;
    const length = new DataView(first.buffer, first.byteOffset).getUint32(0, true);
    if (length === 0 || length > MAX_FRAME_BYTES) {
      throw new RunnerError('runner/answer', `the runner sent a frame of ${length} bytes`);
    }
    if (this.#size < 4 + length) return undefined;
    this.#join();
    const all = this.#chunks[0] as Uint8Array;
    const rest = all.subarray(4 + length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return all.subarray(4, 4 + length);
  }

  #join(): void {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
  }
}
