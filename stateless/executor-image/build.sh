#!/usr/bin/env bash
# Builds the executor for the zkVM to ELF: stateless/executor-image/build.sh ACCEPTED [OUT]      default: <cache>/executor.elf
# ACCEPTED lists what it may run, a line for each module: SHA-256 of the module, a space, SHA-256 of its artifact. The list is
# part of the program.
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
. "$root/scripts/guest-toolchain.sh"
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
export CARGO_ENCODED_RUSTFLAGS
cd "$here"
"$cargo" build --release --locked --bin executor --target "$machine" -Zbuild-std=std,panic_abort -Zbuild-std-features=compiler-builtins-mem
mkdir -p "$(dirname "$out")"
cp "$CARGO_TARGET_DIR/$machine/release/executor" "$out"
sha256sum "$out"
