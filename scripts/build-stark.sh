#!/usr/bin/env bash
# Builds the proof check (verifier/stark) to WebAssembly with SIMD: scripts/build-stark.sh [OUT]
# Toolchain: Debian's rustc-web, cargo-web and rust-web-src 1.96, as for the images.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
out=${1:-$root/verifier/wasm/stark.wasm}
export RUSTC=${ZKCWASM_GUEST_RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=${ZKCWASM_LLD:-$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld}
export CARGO_TARGET_DIR=${ZKCWASM_STARK_TARGET_DIR:-$cache/stark-target} CARGO_INCREMENTAL=0
export RUSTFLAGS="-Ctarget-feature=+simd128,+bulk-memory -Zlocation-detail=none -Zfmt-debug=none"
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/verifier/stark"
"${ZKCWASM_GUEST_CARGO:-/usr/bin/cargo}" build --release --locked --target wasm32-unknown-unknown \
  -Zbuild-std=std,panic_abort
mkdir -p "$(dirname "$out")"
cp "$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/zkcwasm_stark.wasm" "$out"
sha256sum "$out"
