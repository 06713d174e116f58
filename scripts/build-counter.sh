#!/usr/bin/env bash
# scripts/build-counter.sh: builds the tool that makes images count their instructions (guest/counter), natively, and prints
# where it is. With the ordinary Rust toolchain, not the one that images are built with.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
unset RUSTC RUSTC_BOOTSTRAP RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUST_TARGET_PATH
export CARGO_TARGET_DIR=$cache/guest-counter-target
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/guest"
cargo build --release --locked --quiet -p zkcwasm-counter >&2
echo "$CARGO_TARGET_DIR/release/zkcwasm-counter"
