#!/usr/bin/env bash
# `--prover network` against a stand-in for SP1's network: builds an engine with the feature `network` beside the usual one, and runs
# the tests that need it. Part of npm test with ZKCWASM_NETWORK=require, since the SDK's client brings half a thousand crates.
set -euo pipefail
cd "$(dirname "$0")/.."
engine=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}/engine-network/zkcwasm-engine
ZKCWASM_ENGINE_FEATURES=network scripts/build-engine.sh "$engine"
ZKCWASM_NETWORK=1 ZKCWASM_ENGINE=$engine npx vitest run prover/test/network
