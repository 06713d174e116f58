/** The two names of an import. */
export interface ImportNames {
  module: string;
  name: string;
}

/**
 * Reads the names of the import whose entry starts at `offset`, without looking at anything else: the module may be
 * wrong everywhere. Undefined where no two names are there.
 */
export function importAt(wasm: Uint8Array, offset: bigint): ImportNames | undefined {
  const module = nameAt(wasm, offset);
  const name = module === undefined ? undefined : nameAt(wasm, module.end);
  return module === undefined || name === undefined ? undefined : { module: module.text, name: name.text };
}

function nameAt(wasm: Uint8Array, offset: bigint): { text: string; end: bigint } | undefined {
  const length = u32At(wasm, offset);
  if (length === undefined) return undefined;
  const end = length.end + length.value;
  if (end > BigInt(wasm.length)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      wasm.subarray(Number(length.end), Number(end)),
    );
    return { text, end };
  } catch {
    return undefined;
  }
}

/** An unsigned LEB128 number of at most five bytes. */
function u32At(wasm: Uint8Array, offset: bigint): { value: bigint; end: bigint } | undefined {
  let value = 0n;
  for (let i = 0n; i < 5n; i += 1n) {
    const byte = wasm[Number(offset + i)];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << (7n * i);
    if (byte < 0x80) return { value, end: offset + i + 1n };
  }
  return undefined;
}
