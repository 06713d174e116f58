/**
 * The bytes of the proof check, `verifier/wasm/stark.wasm`. They are part of the package's code, so that it needs no file and
 * no server wherever it runs; loaded when the first `stark` seal is checked, and not before.
 */
export async function starkModule(): Promise<Uint8Array<ArrayBuffer>> {
  const { STARK_GZIP_BASE64 } = await import('../../embedded/stark.js');
  const packed = Uint8Array.from(atob(STARK_GZIP_BASE64), (character) => character.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
