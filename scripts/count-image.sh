#!/usr/bin/env bash
# Writes guest/compilers/COMPILER/counts/NAME.profdata.gz: how often each piece of an image's code runs while it compiles real contracts.
#   scripts/count-image.sh [NAME]      as artifacts/images.toml has it (the default image)
# Builds an image that counts, runs it in the profiler's interpreter and merges the counters. Everything is exact, so
# the same sources give the same file. Needs llvm-profdata of the compiler's own LLVM (Debian: llvm-22).
# To be done again when code under guest/ or a version in its lock file changes: functions whose code is not the one
# profiled are built as if nothing were known of them.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
described=$(cd "$root" && npx tsx scripts/describe-image.ts ${1:+"$1"})
eval "$described"
counts=guest/compilers/$compiler/counts
elf=$cache/$name.counting.elf
profdata=${ZKCWASM_PROFDATA:-$(command -v llvm-profdata-22 || echo /usr/lib/llvm-22/bin/llvm-profdata)}
[ -x "$profdata" ] || { echo "count-image: need llvm-profdata 22: apt-get install llvm-22" >&2; exit 1; }

ZKCWASM_IMAGE_COUNTS=generate "$root/scripts/build-image.sh" "$name" "$elf"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root/guest"
export CARGO_TARGET_DIR=$cache/guest-profiler-target
cargo build --release --locked --quiet -p zkcwasm-profiler
cd "$root"
for module in example_add_i32 crypto-primitives-tests counter solang_erc20 empty; do
  npx tsx testkit/corpus/file.ts "$module.wasm" "$work/$module.wasm"
  "$CARGO_TARGET_DIR/release/zkcwasm-profiler" "$elf.symbols" "$work/$module.wasm" \
    --counters "$work/$module.profraw" > "$work/report"
  head -n 1 "$work/report"
  grep -q '^exit code *0$' "$work/report" || { echo "count-image: the image failed on $module" >&2; exit 1; }
done
"$profdata" merge "$work"/*.profraw -o "$work/profdata"
mkdir -p "$counts"
gzip -9n < "$work/profdata" > "$counts/$name.profdata.gz"
ls -l "$counts/$name.profdata.gz"
