#!/usr/bin/env bash
# Format, clippy and unit tests of the Rust workspaces, with warnings as errors.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
scripts/stage-patched-crates.sh
for folder in guest-native-target guest-compilers-target engine-check runner-check; do scripts/claim-cache.sh "$cache/$folder"; done
export CARGO_TERM_QUIET=true
(
  cd guest
  export CARGO_TARGET_DIR=$cache/guest-native-target
  crates=(-p zkcwasm-aggregate -p zkcwasm-journal -p zkcwasm-sha256 -p zkcwasm-image -p zkcwasm-runtime -p zkcwasm-counter
    -p zkcwasm-profiler)
  cargo fmt --check
  cargo clippy --locked --all-targets "${crates[@]}" -- -D warnings
  cargo test --locked "${crates[@]}"
)
for folder in guest/compilers/*/; do
  (
    cd "$folder"
    export CARGO_TARGET_DIR=$cache/guest-compilers-target
    cargo fmt --check
    cargo clippy --locked --all-targets --features all-targets,winch -- -D warnings
    cargo test --locked --features all-targets,winch
  )
done
(cd bench/bounds/native && cargo fmt --check)
(cd checks/targets/native && cargo fmt --check)
# The aggregator's own part of it: all but the program's calls to the zkVM.
(cd guest/aggregator && cargo fmt --check)
# One workspace for each Wasmtime: they are built from the same sources.
for lock in runner/*/Cargo.lock; do
  (
    cd "$(dirname "$lock")"
    export CARGO_TARGET_DIR=$cache/runner-check/$(basename "$PWD")
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    cargo test --locked -p "zkcwasm-runner-$(basename "$PWD")" -p zkcwasm-lines
  )
done
(cd runner/lines && cargo fmt --check)
# With every feature, so that the provers that few machines have are at least compiled.
export CARGO_TARGET_DIR=$cache/engine-check
(cd prover/engine && cargo fmt --check && cargo clippy --locked --features network,cuda -- -D warnings)
(cd verifier/stark && cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings)
(
  cd stateless/runner
  "$OLDPWD/scripts/claim-cache.sh" "$cache/stateless-runner-target"
  export CARGO_TARGET_DIR=$cache/stateless-runner-target
  cargo fmt --check
  cargo clippy --release --locked --all-targets -- -D warnings
  cargo test --release --locked
)
(cd stateless/executor-image && cargo fmt --check)
(cd stateless/contracts && cargo fmt --check)
