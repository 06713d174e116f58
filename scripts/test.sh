#!/usr/bin/env bash
# Sets up what is missing and runs every test: `npm test`. ZKCWASM_SKIP_PROOF=1 leaves out the one real proof;
# ZKCWASM_WASMD=require takes the example's real chain in, whose first build takes long.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; }
scripts/setup.sh
step "build, format, lint, types"
npm run --silent check
step "the packages: packed, installed without scripts, run"
npx tsx scripts/check-package.ts
step "Rust: format, lints, unit tests"
scripts/check-rust.sh
step "TypeScript tests"
npx vitest run
step "JIT bombs: all are valid modules"
npx tsx scripts/bombs/check.ts
step "committed receipts and images"
npx tsx scripts/check-artifacts.ts
step "what images leave out of upstream's crates, and the ids of journals"
npx tsx scripts/check-omissions.ts
npx tsx scripts/generate-ids.ts --check
step "the image's compiler, natively, against upstream's: contracts, bombs, random modules"
npm run --silent test:patches -- 300
step "byte identity on real contracts"
npm run --silent test:identity
step "cycles, heap and text against the baseline"
npm run --silent bench:cycles
step "native instructions and heap of a few modules against the constants of docs/bounds"
if ! command -v valgrind > /dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq valgrind > /dev/null
  else
    echo "test: install this first: valgrind" >&2; exit 1
  fi
fi
npm run --silent bench:bounds -- check
if [ "${ZKCWASM_WASMD:-}" = require ]; then
  step "a real chain with a gatekeeper"
  scripts/check-wasmd.sh
fi
if [ -z "${ZKCWASM_SKIP_PROOF:-}" ]; then
  step "one real proof of a small module"
  scripts/check-proof.sh
fi
step "all tests passed"
