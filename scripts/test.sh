#!/usr/bin/env bash
# Sets up what is missing and runs every test, cheap ones first, with the time of each: `npm test`. ZKCWASM_FAST=1 ends after what
# needs no native program (`npm run test:fast`). ZKCWASM_SKIP_PROOF=1 leaves out the one real proof; ZKCWASM_WASMD=require takes the
# example's real chain in, whose first build takes long, and ZKCWASM_NETWORK=require SP1's client of its prover network.
set -euo pipefail
cd "$(dirname "$0")/.."
current='' started=0 times=()
finish() {
  [ -n "$current" ] || return 0
  local seconds=$((SECONDS - started))
  times+=("$(printf '%6d s  %s' "$seconds" "$current")")
  printf -- '-- %d s\n' "$seconds"
}
step() {
  finish
  current=$* started=$SECONDS
  printf '\n== %s\n' "$*"
}
summary() {
  finish
  current=''
  printf '\n== all tests passed%s\n' "$1"
  printf '%s\n' "${times[@]}"
}

step "packages of npm"
scripts/install-packages.sh
step "build, format, lint, types, boundaries"
npm run --silent check
step "the reference of the libraries: no link leads nowhere"
npx typedoc --emit none
step "files and dependencies that nothing uses"
npx knip --include files,dependencies,unresolved
step "JIT bombs: all are valid modules"
npx tsx checks/bombs.ts
step "the ids of journals"
npx tsx scripts/generate-ids.ts --check
step "documents: links, claims, figures, picture"
npx vitest run test/links.test.ts test/claims.test.ts test/documents.test.ts scripts/test/draw-data-flow.test.ts
if [ -n "${ZKCWASM_FAST:-}" ]; then
  summary ' that need no native program'
  exit 0
fi
step "the packages: packed, installed without scripts, run"
npx tsx checks/package.ts
step "native programs"
scripts/setup.sh
step "licences and origins of crates and packages"
npx tsx checks/licences.ts
checks/deny.sh
step "committed receipts and images"
npx tsx checks/artifacts.ts
step "what images leave out of upstream's crates"
npx tsx checks/omissions.ts
step "cycles, heap and text against the baseline"
npm run --silent bench:cycles
step "native instructions and heap of a few modules against the constants of docs/benchmarks/bounds"
command -v valgrind > /dev/null || scripts/install-debian.sh valgrind
npm run --silent bench:bounds -- check
step "TypeScript tests"
npx vitest run
step "Rust: format, lints, unit tests"
checks/rust.sh
step "the image's compiler, natively, against upstream's: contracts, bombs, random modules"
npm run --silent test:patches -- 300
step "byte identity on real contracts"
npm run --silent test:identity
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
# These two also run where what they need was built before.
if [ "${ZKCWASM_WASMD:-}" = require ] || compgen -G "$cache/wasmd/wasmd-v*" > /dev/null; then
  step "a real chain with a gatekeeper"
  checks/wasmd.sh
fi
if [ "${ZKCWASM_NETWORK:-}" = require ] || [ -x "$cache/engine-network/zkcwasm-engine" ]; then
  step "the prover network, as far as a stand-in goes"
  checks/network.sh
fi
if [ -z "${ZKCWASM_SKIP_PROOF:-}" ]; then
  step "one real proof of a small module"
  checks/proof.sh
fi
summary ''
