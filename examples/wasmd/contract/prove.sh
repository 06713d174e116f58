#!/usr/bin/env bash
# Proves the contract for the chain of the tests: contract/prove.sh OUT [OPTIONS OF zkcwasm prove]. The tests take the receipt from
# contract/counter.receipt.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
shift
context=$(npx tsx test/run/demoContext.ts)
npx zkcwasm prove contract/counter.wasm -o "$out" --profile baseline --context "$context" \
  --allow-import env::db_read --allow-import env::db_write "$@"
