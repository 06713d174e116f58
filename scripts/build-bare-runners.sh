#!/usr/bin/env bash
# Builds the runner that has no compiler (checks/targets/native) for every machine that artifacts are made for, to
# <cache>/bare-runner-target/TRIPLE/release/zkcwasm-bare-runner. Five minutes on 2 cores.
#   scripts/build-bare-runners.sh [TRIPLE...]      default: x86-64, aarch64, riscv64 and s390x Linux
# The other machines' need Rust's library for them (rustup target add TRIPLE) and Debian's C compilers for them
# (gcc-aarch64-linux-gnu, gcc-riscv64-linux-gnu, gcc-s390x-linux-gnu); they are run with Debian's qemu-user.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
[ $# -gt 0 ] || set -- x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu s390x-unknown-linux-gnu
export CARGO_TARGET_DIR=$cache/bare-runner-target
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
for triple in "$@"; do
  machine=${triple%%-*}
  machine=${machine/riscv64gc/riscv64}
  variable=${triple//-/_}
  if [ "$machine" != "$(uname -m)" ]; then
    command -v "$machine-linux-gnu-gcc" > /dev/null || { echo "build-bare-runners: no C compiler for $machine; apt-get install gcc-${machine/_/-}-linux-gnu" >&2; exit 1; }
    export "CARGO_TARGET_${variable^^}_LINKER=$machine-linux-gnu-gcc" "CC_$variable=$machine-linux-gnu-gcc"
  fi
  [ -d "$(rustc --print sysroot)/lib/rustlib/$triple/lib" ] || { echo "build-bare-runners: no library of Rust for $triple; rustup target add $triple" >&2; exit 1; }
  (cd "$root/checks/targets/native" && cargo build --release --locked --target "$triple")
  ls -l "$CARGO_TARGET_DIR/$triple/release/zkcwasm-bare-runner"
done
