/**
 * SHA-256 of the text of the compiler images' artifact profile `metered`, for Wasmtime 48.0.8 and x86-64 Linux, in hex: what the
 * journal of a receipt holds whose artifact the runner can load. Code of no other profile counts fuel. A running runner says
 * the same in its hello.
 */
export const ARTIFACT_PROFILE = '5a1ee41697658cff380a1bd7535ed20a07f42d0715d412767727ad2cae40cf9b';
