#!/usr/bin/env bash
# scripts/build-engine.sh [FILE]: builds the native engine to prover/bin/zkcwasm-engine, or to FILE. ZKCWASM_ENGINE_FEATURES=network,cuda adds SP1's other provers.
# The build folder lives outside the clone and is keyed by the CPU, since the proving code is compiled for it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
engine=${1:-$root/prover/bin/zkcwasm-engine}
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
command -v cargo > /dev/null || { echo "build-engine: cargo is missing; install Rust 1.95 or newer (rustup.rs)" >&2; exit 1; }
command -v protoc > /dev/null || { echo "build-engine: protoc is missing: apt-get install protobuf-compiler" >&2; exit 1; }
cpu=$(rustc -C target-cpu=native --print cfg | grep target_feature | sha256sum | cut -c1-12)
export CARGO_TARGET_DIR=${ZKCWASM_ENGINE_TARGET_DIR:-$cache/engine-target-$cpu}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/prover/engine"
cargo build --release --locked ${ZKCWASM_ENGINE_FEATURES:+--features "$ZKCWASM_ENGINE_FEATURES"}
mkdir -p "$(dirname "$engine")"
# A new file in place of the old one: an engine that runs keeps its own.
cp "$CARGO_TARGET_DIR/release/zkcwasm-engine" "$engine.new"
mv "$engine.new" "$engine"
"$engine" --version
