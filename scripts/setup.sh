#!/usr/bin/env bash
# Installs and builds what `npm run demo` and `npm test` need and what is missing. Debian's packages are installed only
# as root; otherwise it says which are wanted.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-packages.sh
npm run --silent build
missing=()
command -v protoc > /dev/null || missing+=(protobuf-compiler)
command -v cc > /dev/null || missing+=(build-essential)
[ ${#missing[@]} -eq 0 ] || scripts/install-debian.sh "${missing[@]}"
if ! command -v cargo > /dev/null; then
  echo "setup: Rust is missing; install it with rustup (rustup.rs), 1.95 or newer" >&2; exit 1
fi
minor=$(rustc --version | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
if [ "${minor:-0}" -lt 95 ]; then
  echo "setup: $(rustc --version) is too old: Wasmtime 48 needs Rust 1.95 or newer (rustup update)" >&2; exit 1
fi
scripts/build-runner.sh
scripts/build-engine.sh
scripts/build-stateless-runner.sh
