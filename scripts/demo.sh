#!/usr/bin/env bash
# The whole path, shown step by step: `npm run demo`. First what Node alone can do, then what has to be built.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }

say "1. Node alone: install, and verify a committed receipt"
scripts/install-packages.sh
npm run --silent build
export PATH=$PWD/node_modules/.bin:$PATH
receipts=artifacts/receipts
run zkcwasm-verify verify $receipts/crypto-primitives.receipt --wasm $receipts/crypto-primitives.wasm

say "2. Build the native programs, if they are not there: a runner for each Wasmtime, and the prover's engine"
if [ -x prover/bin/zkcwasm-engine ] && [ -f runner/bin/runners.json ]; then
  echo "they are there: $(prover/bin/zkcwasm-engine --version)"
  run zkcwasm runners
else
  echo "Wasmtime and SP1's SDK are compiled from their sources: 15-25 minutes on 2 cores, once."
  scripts/setup.sh
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say "3. Meter a real contract (Soroban, from a registry package): the compiler in the zkVM, without a proof"
if [ -n "${ZKCWASM_DEMO_MODULE:-}" ]; then
  module=$ZKCWASM_DEMO_MODULE imports=(--allow-import '*') call=()
else
  module=$work/contract.wasm imports=(--allow-import x::1 --allow-import v::g) call=(--invoke add --imports zero $((20 * 2**32 + 5)) $((22 * 2**32 + 5)))
  npx tsx testkit/corpus/file.ts example_add_i32.wasm "$module"
fi
run zkcwasm meter "$module" "${imports[@]}"

say "4. Prove that compilation"
zkcwasm meter "$module" "${imports[@]}" --json | node -e '
  const m = JSON.parse(require("fs").readFileSync(0));
  console.log(`${m.cycles} cycles: about ${Math.ceil(m.estimatedProvingSeconds / 60)} minutes on this machine, 16 GiB of memory.`);'
run zkcwasm prove "$module" "${imports[@]}" -o "$work/module.receipt" --artifact "$work/module.cwasm"

say "5. Verify it, and accept the artifact into a node's store"
run zkcwasm-verify verify "$work/module.receipt" --wasm "$module"
run zkcwasm-verify accept "$work/module.receipt" --wasm "$module" --artifact "$work/module.cwasm" --store "$work/store"

say "6. Re-hydrate the accepted artifact and run it"
[ -n "${ZKCWASM_DEMO_MODULE:-}" ] || echo "A 32-bit number n is n * 2^32 + 5 for Soroban: 20 + 22 gives $((42 * 2**32 + 5))."
run zkcwasm run "$work"/store/v2/*/*-artifact/artifact.cwasm "${call[@]}"
say "done"
