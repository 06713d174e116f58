#!/usr/bin/env bash
# Builds the aggregator (guest/aggregator) to ELF: scripts/build-aggregator.sh [OUT]   default: <cache>/aggregator.elf
# Toolchain as for the images: Debian's rustc-web, cargo-web and rust-web-src 1.96. No counting, nothing left out: it runs
# for some 40 thousand cycles a receipt. The same sources give the same ELF in any folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
out=${1:-$cache/aggregator.elf}
target=riscv64-succinct-none-elf
export RUSTC=${ZKCWASM_GUEST_RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
cargo=${ZKCWASM_GUEST_CARGO:-/usr/bin/cargo}
if [ -z "${ZKCWASM_GUEST_RUSTC:-}" ] && ! "$RUSTC" --version 2>/dev/null | grep -q '^rustc 1\.96\.'; then
  echo "build-aggregator: need rustc 1.96 with its library source: apt-get install rustc-web cargo-web rust-web-src" >&2
  exit 1
fi
lld=${ZKCWASM_LLD:-$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld}
[ -x "$lld" ] || { echo "build-aggregator: no rust-lld at $lld; set ZKCWASM_LLD" >&2; exit 1; }
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
export CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0
export RUST_TARGET_PATH=$root/guest/targets
export CARGO_TARGET_RISCV64_SUCCINCT_NONE_ELF_LINKER=$lld
export CARGO_TARGET_DIR=${ZKCWASM_AGGREGATOR_TARGET_DIR:-$cache/aggregator-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
cd "$root/guest/aggregator"
# Cargo hashes the paths of crates outside the workspace into every symbol, so these are the same wherever the clone lies: a
# file descriptor that cargo and rustc inherit.
exec 8< "$root/guest"
"$cargo" build --manifest-path /proc/self/fd/8/aggregator/Cargo.toml --release --locked --target "$target" -Zbuild-std=std,panic_abort -Zbuild-std-features=compiler-builtins-mem
mkdir -p "$(dirname "$out")"
built=$CARGO_TARGET_DIR/$target/release/aggregator
strip=$(command -v llvm-strip || command -v llvm-strip-14 || true)
if [ -n "$strip" ]; then "$strip" --strip-all -o "$out" "$built"
else cp "$built" "$out"; fi
sha256sum "$out"
