#!/usr/bin/env bash
# Builds the executor for the zkVM to ELF: stateless/executor-image/build.sh ACCEPTED [OUT]      default: <cache>/executor.elf
# ACCEPTED lists what it may run, a line for each module: SHA-256 of the module, a space, SHA-256 of its artifact. The list is
# part of the program. Toolchain as for the compiler images: Debian's rustc-web, cargo-web and rust-web-src 1.96.
# stateless/executor-image/build.sh --host builds the native program beside the runner instead: stateless/bin/zkcwasm-executor-host.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
export CARGO_TARGET_DIR=${ZKCWASM_EXECUTOR_TARGET_DIR:-$cache/executor-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
here=$root/stateless/executor-image
if [ "${1:-}" = --host ]; then
  (cd "$here" && cargo build --release --locked --bin zkcwasm-executor-host)
  mkdir -p "$root/stateless/bin"
  # A new file in place of the old one: a program that runs keeps its own.
  cp "$CARGO_TARGET_DIR/release/zkcwasm-executor-host" "$root/stateless/bin/zkcwasm-executor-host.new"
  mv "$root/stateless/bin/zkcwasm-executor-host.new" "$root/stateless/bin/zkcwasm-executor-host"
  exit 0
fi
[ -f "${1:-}" ] || { echo "build: name the list of accepted artifacts" >&2; exit 2; }
ZKCWASM_EXECUTOR_ACCEPTED=$(realpath "$1")
export ZKCWASM_EXECUTOR_ACCEPTED
out=${2:-$cache/executor.elf}
machine=riscv64-succinct-none-elf
export RUSTC=${ZKCWASM_GUEST_RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
cargo=${ZKCWASM_GUEST_CARGO:-/usr/bin/cargo}
if [ -z "${ZKCWASM_GUEST_RUSTC:-}" ] && ! "$RUSTC" --version 2>/dev/null | grep -q '^rustc 1\.96\.'; then
  echo "build: need rustc 1.96 with its library source: apt-get install rustc-web cargo-web rust-web-src" >&2
  exit 1
fi
lld=${ZKCWASM_LLD:-$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld}
[ -x "$lld" ] || { echo "build: no rust-lld at $lld; set ZKCWASM_LLD" >&2; exit 1; }
flags=(
  -Zunstable-options
  -Cpasses=lower-atomic
  -Clink-arg=--image-base=2013265920
  -Clink-arg=--build-id=none
  -Ztrap-unreachable=no
  "--cfg=getrandom_backend=\"custom\""
  -Cllvm-args=-misched-prera-direction=bottomup
  -Cllvm-args=-misched-postra-direction=bottomup
)
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0 RUST_TARGET_PATH=$root/guest/targets
export CARGO_TARGET_RISCV64_SUCCINCT_NONE_ELF_LINKER=$lld
cd "$here"
"$cargo" build --release --locked --bin executor --target "$machine" -Zbuild-std=std,panic_abort -Zbuild-std-features=compiler-builtins-mem
mkdir -p "$(dirname "$out")"
cp "$CARGO_TARGET_DIR/$machine/release/executor" "$out"
sha256sum "$out"
