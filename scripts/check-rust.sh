#!/usr/bin/env bash
# Format, clippy and unit tests of the Rust workspaces, with warnings as errors.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
scripts/stage-patched-crates.sh
for folder in guest-native-target engine-check; do scripts/claim-cache.sh "$cache/$folder"; done
export CARGO_TERM_QUIET=true
(
  cd guest
  export CARGO_TARGET_DIR=$cache/guest-native-target
  features=(--features zkcwasm-compiler/x86_64,zkcwasm-compiler/winch)
  crates=(-p zkcwasm-aggregate -p zkcwasm-journal -p zkcwasm-sha256 -p zkcwasm-compiler -p zkcwasm-runtime -p zkcwasm-counter)
  cargo fmt --check
  cargo clippy --locked --all-targets "${features[@]}" "${crates[@]}" -p zkcwasm-profiler -- -D warnings
  cargo test --locked "${features[@]}" "${crates[@]}"
)
(cd scripts/bench/bounds/native && cargo fmt --check)
# The aggregator's own part of it: all but the program's calls to the zkVM.
(cd guest/aggregator && cargo fmt --check)
# With every feature, so that the provers that few machines have are at least compiled.
export CARGO_TARGET_DIR=$cache/engine-check
(cd prover/engine && cargo fmt --check && cargo clippy --locked --features network,cuda -- -D warnings)
(cd verifier/stark && cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings)
