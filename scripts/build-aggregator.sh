#!/usr/bin/env bash
# Builds the aggregator (guest/aggregator) to ELF: scripts/build-aggregator.sh [OUT]   default: <cache>/aggregator.elf
# No counting, nothing left out: it runs for some 40 thousand cycles a receipt. The same sources give the same ELF in any folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
out=${1:-$cache/aggregator.elf}
. "$root/scripts/guest-toolchain.sh"
flags=(
  -Zunstable-options
  -Cpasses=lower-atomic
  -Clink-arg=--image-base=2013265920
  -Clink-arg=--build-id=none
  -Clink-arg=--icf=all
  -Cpanic=immediate-abort
  -Ztrap-unreachable=no
  "--cfg=getrandom_backend=\"custom\""
  -Cllvm-args=-misched-prera-direction=bottomup
  -Cllvm-args=-misched-postra-direction=bottomup
  -Zlocation-detail=none
  -Zfmt-debug=none
)
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
export CARGO_TARGET_DIR=${ZKCWASM_AGGREGATOR_TARGET_DIR:-$cache/aggregator-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/guest/aggregator"
# Cargo hashes the paths of crates outside the workspace into every symbol, so these are the same wherever the clone lies: a
# file descriptor that cargo and rustc inherit.
exec 8< "$root/guest"
"$cargo" build --manifest-path /proc/self/fd/8/aggregator/Cargo.toml --release --locked --target "$machine" -Zbuild-std=std,panic_abort -Zbuild-std-features=compiler-builtins-mem
mkdir -p "$(dirname "$out")"
built=$CARGO_TARGET_DIR/$machine/release/aggregator
strip_symbols "$built" "$out"
sha256sum "$out"
