#!/usr/bin/env bash
# The whole path, shown step by step: `npm run demo`. First what Node alone can do, then what has to be built.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }

say "1. Node alone: install, and verify a committed receipt"
[ -d node_modules/.bin ] && [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
npm run --silent build
export PATH=$PWD/node_modules/.bin:$PATH
receipts=artifacts/receipts
run zkcwasm-verify verify $receipts/crypto-primitives.receipt --wasm $receipts/crypto-primitives.wasm

say "2. Build the native engine (prover), if it is not there"
if [ -x prover/bin/zkcwasm-engine ]; then
  echo "it is there: $(prover/bin/zkcwasm-engine --version)"
else
  echo "SP1's SDK and Wasmtime are compiled from their sources: 15-25 minutes on 2 cores, once."
  scripts/setup.sh
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
contract=$receipts/crypto-primitives.wasm
say "3. Meter a real contract: the compiler in the zkVM, without a proof"
run zkcwasm meter $contract

say "4. Prove the compilation"
if [ "${ZKCWASM_DEMO:-full}" = quick ]; then
  contract=$receipts/add.wasm
  echo "(ZKCWASM_DEMO=quick: the smallest module instead of the contract)"
fi
zkcwasm meter $contract --json | node -e '
  const m = JSON.parse(require("fs").readFileSync(0));
  console.log(`${m.cycles} cycles: about ${Math.ceil(m.estimatedProvingSeconds / 60)} minutes on this machine, 18 GiB of memory.`);'
run zkcwasm prove $contract -o "$work/contract.receipt" --artifact "$work/contract.cwasm"

say "5. Verify it, and accept the artifact into a node's store"
run zkcwasm-verify verify "$work/contract.receipt" --wasm $contract
run zkcwasm-verify accept "$work/contract.receipt" --wasm $contract --artifact "$work/contract.cwasm" --store "$work/store"

say "6. Re-hydrate the accepted artifact and run it"
artifact=$(ls "$work"/store/*/*-artifact/artifact.cwasm)
if [ $contract = $receipts/add.wasm ]; then
  run zkcwasm run "$artifact" --invoke add 20 22
else
  run zkcwasm run "$artifact" --invoke hostfn.hash_sha2_256 --imports zero 0
fi
say "done"
