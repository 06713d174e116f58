#!/usr/bin/env bash
# The example with an unmodified wasmd: builds it from its Go module where that was not done yet, and runs a chain. Where there is no
# Go, or its modules cannot be had, or the first build takes longer than ZKCWASM_WASMD_MINUTES (15), it says so and ends well; with
# ZKCWASM_WASMD=require that is a failure. Two minutes once wasmd is built.
set -euo pipefail
cd "$(dirname "$0")/.."
set +e
npx tsx examples/wasmd/test/run/prepare.ts
prepared=$?
set -e
case $prepared in
  0) ;;
  3)
    [ "${ZKCWASM_WASMD:-}" = require ] && exit 1
    exit 0
    ;;
  *) exit "$prepared" ;;
esac
ZKCWASM_WASMD=1 npx vitest run examples/wasmd/test/run --reporter verbose
