#!/usr/bin/env bash
# AVX-512 against AVX2, on the two computations of SP1's prover that its field library has vector code for: which of them
# the engine has is decided when it is compiled, for the machine that compiles it. Runs of both take turns.
#   bench/vectors.sh [TURNS]     default 7; 3 minutes on 2 cores, most of them to compile
set -euo pipefail
cd "$(dirname "$0")/vectors"
turns=${1:-7}
[[ $turns =~ ^[1-9][0-9]?$ ]] || { echo "bench/vectors.sh: TURNS is from 1 to 99, not $turns" >&2; exit 2; }
target=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}/bench-vectors-target
if ! rustc -C target-cpu=native --print cfg | grep -q 'target_feature="avx512f"'; then
  echo "bench/vectors.sh: this processor has no AVX-512" >&2
  exit 1
fi
# Another clone may have built there.
touch src/main.rs
build() { RUSTFLAGS="-Ctarget-cpu=native ${2:-}" CARGO_TARGET_DIR=$target/$1 cargo build --release --locked --quiet; }
build avx2 -Ctarget-feature=-avx512f
build avx512
ms() { "$target/$1/release/bench-vectors" "$2"; }
for what in merkle dft; do
  for ((i = 0; i < turns; i++)); do
    slow=$(ms avx2 "$what")
    fast=$(ms avx512 "$what")
    echo "$slow $fast"
  done | awk '{ print $1 / $2, $1, $2 }' | sort -n | awk -v what="$what" '
    { ratio[NR] = $1; slow[NR] = $2; fast[NR] = $3 }
    END { m = int((NR + 1) / 2); printf "%s: AVX-512 %.2f times as fast as AVX2 (%.0f ms, %.0f ms; from %.2f to %.2f)\n", what, ratio[m], fast[m], slow[m], ratio[1], ratio[NR] }'
done
