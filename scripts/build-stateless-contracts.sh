#!/usr/bin/env bash
# Builds the example contracts of stateless/contracts to stateless/contracts/wasm, where they are committed: another compiler
# makes other bytes, and so other contracts. With --check it builds them aside and compares; that holds for the compiler
# that is named in stateless/contracts/README.md. Wants the target wasm32-unknown-unknown.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
export CARGO_TARGET_DIR=${ZKCWASM_CONTRACTS_TARGET_DIR:-$cache/stateless-contracts-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
sysroot=$(rustc --print sysroot)
[ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ] || {
  echo "build-stateless-contracts: the target is missing: rustup target add wasm32-unknown-unknown" >&2
  exit 1
}
cd "$root/stateless/contracts"
# 64 KiB of stack, no names: a contract is what is proved, byte by byte. Paths are cut, so that clones give the same bytes.
export RUSTFLAGS="-C link-arg=-zstack-size=65536 -C link-arg=--strip-all --remap-path-prefix=$root=/zkcwasm --remap-path-prefix=$sysroot=/rust --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
cargo build --release --locked --target wasm32-unknown-unknown
for name in token multisig pool probe; do
  made=$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/$name.wasm
  if [ "${1:-}" = --check ]; then
    cmp "$made" "wasm/$name.wasm"
  else
    mkdir -p wasm
    cp "$made" "wasm/$name.wasm"
  fi
done
(cd wasm && sha256sum ./*.wasm)
