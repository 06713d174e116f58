/** Which wasmd: the Go module, its version, and its checksum as Go's own checksum database has it. */
export const WASMD = {
  module: 'github.com/CosmWasm/wasmd',
  version: 'v0.70.3',
  sum: 'h1:xTTVVQhNNY8ZflKhjfv6UBwsouiGF3+viRGY4o6/nGY=',
  /** Least minor version of Go 1 that its `go.mod` takes. */
  goMinor: 25,
} as const;

/** Largest module that wasmd takes, bytes after decompression: `MaxWasmSize` in its `x/wasm/types`. */
export const WASMD_MAX_WASM_BYTES = 800 * 1024;
