/**
 * The bytes of the proof check, `verifier/wasm/stark.wasm`. They are part of the package's code, so that it needs no file and
 * no server wherever it runs; loaded when the first `stark` seal is checked, and not before.
 */
export async function starkModule(): Promise<Uint8Array<ArrayBuffer>> {
  const { STARK_GZIP_BASE64 } = await import('../../embedded/stark.js');
  const characters = atob(STARK_GZIP_BASE64);
  const packed = new Uint8Array(characters.length);
  for (let i = 0; i < packed.length; i += 1) packed[i] = characters.charCodeAt(i);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
