#!/usr/bin/env bash
# Builds the contract and stamps it: contract/build.sh OUT. Needs Rust's target wasm32-unknown-unknown (rustup target add). The
# committed counter.wasm is what Rust 1.95 makes of it; another version gives other bytes, and a receipt holds for the committed ones.
set -euo pipefail
cd "$(dirname "$0")"
target=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}/wasmd/contract-target
CARGO_TARGET_DIR=$target cargo build --release --locked --quiet
node ../bin/zkcwasm-wasmd.js stamp "$target/wasm32-unknown-unknown/release/counter.wasm" "$1"
