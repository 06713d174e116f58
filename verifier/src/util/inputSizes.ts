/** Largest module that a command reads, bytes; an image's own limit on modules is far lower by default. */
export const MAX_WASM_BYTES = 64 << 20;
/** Largest artifact that a command reads, bytes: 16 times the default limit on artifacts, which a caller may raise. */
export const MAX_ARTIFACT_BYTES = 512 << 20;
