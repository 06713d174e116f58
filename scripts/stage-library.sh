#!/usr/bin/env bash
# Puts the source of Rust's standard library (Debian: rust-web-src) into guest/library/, with guest/omissions/library.diff
# applied: images are built with it. Does nothing where it is there already and neither has changed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rustc=${RUSTC:-/usr/bin/rustc}
source=$("$rustc" --print sysroot)/lib/rustlib/src/rust/library
[ -f "$source/Cargo.lock" ] || { echo "stage-library: no source of the standard library; apt-get install rust-web-src" >&2; exit 1; }
cd "$root/guest"
stamp=$({ "$rustc" --version; cat omissions/library.diff "$root/scripts/stage-library.sh"; } | sha256sum | cut -d' ' -f1)
[ "$(cat library/.stamp 2>/dev/null || true)" = "$stamp" ] && exit 0
rm -rf library library.new
cp -rL "$source" library.new
patch --quiet -p1 -d library.new < omissions/library.diff || { echo "stage-library: omissions/library.diff is for another version than $("$rustc" --version)" >&2; exit 1; }
find library.new -name '*.orig' -delete
# Cargo holds vendored files against these lists, which know nothing of the patch.
for list in $(sed -n 's|^+++ b/\(vendor/[^/]*\)/.*|library.new/\1/.cargo-checksum.json|p' omissions/library.diff | sort -u); do
  sed -i 's/"files":{[^}]*}/"files":{}/' "$list"
done
echo "$stamp" > library.new/.stamp
mv library.new library
