import { concatBytes } from '../util/bytes.js';

/**
 * The bytes of the proof check, `verifier/wasm/stark.wasm`. They are part of the package's code, so that it needs no file and
 * no server wherever it runs; loaded when the first `stark` seal is checked, and not before.
 */
export async function starkModule(): Promise<Uint8Array<ArrayBuffer>> {
  const { STARK_GZIP_BASE64 } = await import('../../embedded/stark.js');
  const characters = atob(STARK_GZIP_BASE64);
  const packed = new Uint8Array(characters.length);
  for (let i = 0; i < packed.length; i += 1) packed[i] = characters.charCodeAt(i);
  return readAll(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/** Read chunk by chunk: `Response` would do it in a line, but in Node it loads a whole HTTP client first (15 ms). */
async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(chunks);
    chunks.push(value);
  }
}
