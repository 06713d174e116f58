#!/usr/bin/env bash
# Puts the upstream crates that a compiler's omissions change into guest/compilers/COMPILER/patched/: fetched and checksummed by
# cargo, then patched. Does nothing where they are there already and the patches have not changed.
#   scripts/stage-patched-crates.sh [COMPILER...]      folders under guest/compilers; default: all
# A compiler without a folder omissions/ is upstream's, whole: there is nothing to do.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${CARGO_HOME:-$HOME/.cargo}/registry/cache
[ $# -gt 0 ] || set -- $(cd "$root/guest/compilers" && ls)
for compiler in "$@"; do
  if [[ ! $compiler =~ ^[a-z0-9-]+$ || ! -f $root/guest/compilers/$compiler/Cargo.lock ]]; then
    echo "stage-patched-crates: there is no compiler $compiler: guest/compilers has $(cd "$root/guest/compilers" && echo *)" >&2
    exit 2
  fi
  cd "$root/guest/compilers/$compiler"
  [ -d omissions ] || continue
  stamp=$(cat omissions/*.patch omissions/upstream/Cargo.lock "$root/scripts/stage-patched-crates.sh" | sha256sum | cut -d' ' -f1)
  [ "$(cat patched/.stamp 2>/dev/null || true)" != "$stamp" ] || continue
  cargo fetch --quiet --locked --manifest-path omissions/upstream/Cargo.toml
  rm -rf patched.new && mkdir patched.new
  for patch in omissions/*.patch; do
    name=$(basename "$patch" .patch)
    # Of several versions the newest, which is the one that the compiler uses.
    read -r version checksum < <(awk -v n="\"$name\"" '$1=="name"&&$3==n{f=1} f&&$1=="version"{v=$3} f&&$1=="checksum"{c=$3;f=0} END{print v,c}' omissions/upstream/Cargo.lock | tr -d '"')
    crate=$(ls "$cache"/*/"$name-$version.crate" | head -n 1)
    echo "$checksum  $crate" | sha256sum --check --quiet
    mkdir "patched.new/$name"
    tar -xzf "$crate" -C "patched.new/$name" --strip-components=1
    patch --quiet -p2 -d "patched.new/$name" < "$patch"
    rm -f "patched.new/$name"/*.orig
  done
  echo "$stamp" > patched.new/.stamp
  rm -rf patched && mv patched.new patched
done
