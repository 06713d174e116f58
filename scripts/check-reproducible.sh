#!/usr/bin/env bash
# Builds image and proof check again, from a copy of the sources in another folder and with nothing cached, and compares
# them with what is committed. 8 minutes on 2 cores; wants Debian's rustc-web, cargo-web and rust-web-src.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD | tar -x -C "$work" --one-top-level=copy
ZKCWASM_GUEST_TARGET_DIR=$work/guest-target "$work/copy/scripts/build-image.sh" wasmtime-48 x86_64 fast-exec "$work/image.elf"
ZKCWASM_STARK_TARGET_DIR=$work/stark-target "$work/copy/scripts/build-stark.sh" "$work/stark.wasm"
node -e '
  const { createHash } = require("crypto"); const { readFileSync } = require("fs");
  const hash = (f) => createHash("sha256").update(readFileSync(f)).digest("hex");
  const [elf, stark] = process.argv.slice(1);
  const wanted = JSON.parse(readFileSync("artifacts/images.json")).images[0].elfHash;
  const same = [["image", hash(elf), wanted], ["proof check", hash(stark), hash("verifier/wasm/stark.wasm")]];
  let failed = 0;
  for (const [what, found, expected] of same) {
    console.log(`${found === expected ? "same     " : "DIFFERENT"} ${what} ${found}`);
    if (found !== expected) failed += 1;
  }
  console.log(`${same.length - failed} passed, ${failed} failed`);
  process.exitCode = failed;
' "$work/image.elf" "$work/stark.wasm"
