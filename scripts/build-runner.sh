#!/usr/bin/env bash
# Builds the native runners to runner/bin, and lists them there by hash (runners.json): one for each Wasmtime that has a
# folder under runner/, or those that are named.
#   scripts/build-runner.sh [COMPILER...]      as artifacts/images.toml names them: wasmtime-48
# The build folder lives outside the clone. No path of this machine goes into a runner.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
command -v cargo > /dev/null || { echo "build-runner: cargo is missing; install Rust 1.95 or newer (rustup.rs)" >&2; exit 1; }
compilers=("$@")
if [ ${#compilers[@]} = 0 ]; then
  for manifest in "$root"/runner/*/Cargo.lock; do compilers+=("$(basename "$(dirname "$manifest")")"); done
fi
mkdir -p "$root/runner/bin"
for compiler in "${compilers[@]}"; do
  folder=$root/runner/$compiler
  [[ $compiler =~ ^[a-z0-9-]+$ && -f $folder/Cargo.lock ]] || { echo "build-runner: there is no runner of $compiler" >&2; exit 2; }
  name=zkcwasm-runner-$compiler
  export CARGO_TARGET_DIR=${ZKCWASM_RUNNER_TARGET_DIR:-$cache/runner-target}/$compiler
  "$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
  cargo=${CARGO_HOME:-$HOME/.cargo}
  remap="--remap-path-prefix=$root=/zkcwasm --remap-path-prefix=$cargo=/cargo --remap-path-prefix=$CARGO_TARGET_DIR=/target"
  (cd "$folder" && RUSTFLAGS=$remap cargo build --release --locked)
  # A new file in place of the old one: a runner that runs keeps its own.
  cp "$CARGO_TARGET_DIR/release/$name" "$root/runner/bin/$name.new"
  mv "$root/runner/bin/$name.new" "$root/runner/bin/$name"
  "$root/runner/bin/$name" --version
done
node "$root/scripts/list-runners.mjs" "$root/runner/bin"
