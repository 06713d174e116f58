#!/usr/bin/env bash
# Builds the runner of contracts to stateless/bin/zkcwasm-runner: some minutes, and no SP1. The build folder lives outside
# the clone.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
command -v cargo > /dev/null || { echo "build-stateless-runner: cargo is missing; install Rust 1.95 or newer (rustup.rs)" >&2; exit 1; }
export CARGO_TARGET_DIR=${ZKCWASM_RUNNER_TARGET_DIR:-$cache/stateless-runner-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/stateless/runner"
cargo build --release --locked
mkdir -p "$root/stateless/bin"
# A new file in place of the old one: a runner that runs keeps its own.
cp "$CARGO_TARGET_DIR/release/zkcwasm-runner" "$root/stateless/bin/zkcwasm-runner.new"
mv "$root/stateless/bin/zkcwasm-runner.new" "$root/stateless/bin/zkcwasm-runner"
"$root/stateless/bin/zkcwasm-runner" profile
