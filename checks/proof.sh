#!/usr/bin/env bash
# One real proof from beginning to end, with the commands a user has: meter, prove, verify, accept, run.
set -euo pipefail
cd "$(dirname "$0")/.."
# A machine that cannot prove can still pass the rest; it is told that this was left out.
status=0
echo '{"id":0,"command":"hello"}' | prover/bin/zkcwasm-engine | node -e '
  const { machine } = JSON.parse(require("fs").readFileSync(0));
  const gib = (bytes) => (bytes / 2 ** 30).toFixed(1);
  if (machine.availableBytes >= machine.provingBytes) process.exit(0);
  console.log(`LEFT OUT: a proof wants ${gib(machine.provingBytes)} GiB of memory, ${gib(machine.availableBytes)} are free`);
  process.exit(3);
' || status=$?
if [ $status = 3 ]; then exit 0; fi
[ $status = 0 ]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH=$PWD/node_modules/.bin:$PATH
cat > "$work/double.wat" << 'WAT'
(module (func (export "double") (param i32) (result i32) local.get 0 i32.const 1 i32.shl))
WAT
context=$(printf 'c0%.0s' {1..32})
zkcwasm meter "$work/double.wat" --context "$context" --json | tee "$work/meter.json"
proof=(zkcwasm prove "$work/double.wat" --context "$context" -o "$work/double.receipt" --artifact "$work/double.cwasm" --json)
# The first attempt is killed when it has saved two steps, as a reboot would, and one of them is spoiled; the second attempt
# goes on from the other.
steps=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}/proofs
touch "$work/start"
saved() { find "$steps" -type f -newer "$work/start" ! -name '*.*' 2> /dev/null; }
"${proof[@]}" --fresh > "$work/first.json" &
first=$!
until [ "$(saved | wc -l)" -ge 2 ]; do
  kill -0 $first 2> /dev/null || { echo "the first attempt ended by itself:"; cat "$work/first.json"; exit 1; }
  sleep 1
done
kill -KILL $first
wait $first || true
printf 'spoiled' | dd of="$(saved | head -n 1)" bs=1 seek=1000 conv=notrunc status=none
"${proof[@]}" | tee "$work/prove.json"
node -e '
  const [m, p] = process.argv.slice(1).map((f) => JSON.parse(require("fs").readFileSync(f)));
  for (const key of ["cycles", "artifactDigest", "peakHeapBytes", "context", "imageId"])
    if (m[key] !== p[key]) throw new Error(`meter and proof differ in ${key}: ${m[key]} ${p[key]}`);
  if (!(p.reusedSteps >= 1)) throw new Error("nothing of the killed proof was used again");
' "$work/meter.json" "$work/prove.json"
# The receipt is about the assembled module, which is what compile and verify are given.
node --input-type=module -e '
  import { loadModule } from "@zkcwasm/prover"; import { writeFileSync } from "node:fs";
  writeFileSync(process.argv[2], await loadModule(process.argv[1]));
' "$work/double.wat" "$work/double.wasm"
printf '{"context":"%s","maxCycles":100000000}' "$context" > "$work/policy.json"
zkcwasm-verify accept "$work/double.receipt" --wasm "$work/double.wasm" --artifact "$work/double.cwasm" \
  --policy "$work/policy.json" --store "$work/store" --json > "$work/accepted.json"
path=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).path' "$work/accepted.json")
zkcwasm-verify audit "$work/store" --policy "$work/policy.json"
zkcwasm run "$path/artifact.cwasm" --invoke double 21 --json > "$work/run.json"
cat "$work/run.json"
grep -q '"results":\["42"\]' "$work/run.json"
echo "1 passed, 0 failed"
