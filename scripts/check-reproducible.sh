#!/usr/bin/env bash
# Builds images and proof check again, from a copy of the sources in another folder and with nothing cached, and compares
# them with what is committed. 8 minutes on 2 cores for one image; wants Debian's rustc-web, cargo-web and rust-web-src.
#   scripts/check-reproducible.sh [NAME...]      images to build, as artifacts/images.toml has them; default: the default image
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD | tar -x -C "$work" --one-top-level=copy
# What reads the list of images there.
cp -a node_modules "$work/copy/"
(cd "$work/copy" && npm run --silent build)
[ $# -gt 0 ] || set -- "$(npx tsx scripts/describe-image.ts | sed -n 's/^name=//p')"
for name in "$@"; do
  ZKCWASM_GUEST_TARGET_DIR=$work/guest-target "$work/copy/scripts/build-image.sh" "$name" "$work/$name.elf"
done
ZKCWASM_AGGREGATOR_TARGET_DIR=$work/aggregator-target "$work/copy/scripts/build-aggregator.sh" "$work/aggregator.elf"
ZKCWASM_STARK_TARGET_DIR=$work/stark-target "$work/copy/scripts/build-stark.sh" "$work/stark.wasm"
node -e '
  const { createHash } = require("crypto"); const { existsSync, readFileSync } = require("fs");
  const hash = (f) => createHash("sha256").update(readFileSync(f)).digest("hex");
  const [work] = process.argv.slice(1);
  const { images, aggregators } = JSON.parse(readFileSync("artifacts/images.json"));
  const built = images.filter((i) => i.status === "active" && existsSync(`${work}/${i.name}.elf`));
  const same = [
    ...built.map((i) => [i.name, hash(`${work}/${i.name}.elf`), i.elfHash]),
    ...aggregators.filter((i) => i.status === "active").map((i) => ["aggregator", hash(`${work}/aggregator.elf`), i.elfHash]),
    ["proof check", hash(`${work}/stark.wasm`), hash("verifier/wasm/stark.wasm")],
  ];
  let failed = 0;
  for (const [what, found, expected] of same) {
    console.log(`${found === expected ? "same     " : "DIFFERENT"} ${what} ${found}`);
    if (found !== expected) failed += 1;
  }
  console.log(`${same.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && built.length > 0 ? 0 : 1;
' "$work"
