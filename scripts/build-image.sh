#!/usr/bin/env bash
# Builds a compiler image (the program that runs inside the zkVM) to ELF.
#   scripts/build-image.sh [NAME] [OUT]      NAME as artifacts/images.toml has it (the default image); OUT <cache>/NAME.elf
# The same sources give the same ELF in any folder: no path, symbol or panic location of the machine goes in.
# How often each piece of code runs is read from guest/compilers/COMPILER/counts/NAME.profdata.gz (scripts/count-image.sh writes it,
# from an image built here with ZKCWASM_IMAGE_COUNTS=generate; `none` does without), or of x86-64's image where there is none; one
# that has neither does without.
# The image counts the instructions that it executes (guest/counter); ZKCWASM_IMAGE_COUNTER=none builds one that does not,
# to compare with.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${ZKCWASM_CACHE:-$HOME/.cache/zkcwasm}
described=$(cd "$root" && npx tsx scripts/describe-image.ts ${1:+"$1"})
# name, compiler (its folder under guest/compilers), target and profile: the last two are features of the compiler's crate.
eval "$described"
folder=$root/guest/compilers/$compiler
out=${2:-$cache/$name.elf}
. "$root/scripts/guest-toolchain.sh"
"$root/scripts/stage-patched-crates.sh" "$compiler"
"$root/scripts/stage-library.sh"
# --- counting of instructions: the tool that stands in for the linker ---
counter=
[ "${ZKCWASM_IMAGE_COUNTS:-use}" = generate ] || [ "${ZKCWASM_IMAGE_COUNTER:-}" = none ] ||
  counter=$("$root/scripts/build-counter.sh")
# --- end of counting of instructions ---

flags=(
  -Zunstable-options
  -Cpasses=lower-atomic
  -Clink-arg=--image-base=2013265920
  -Clink-arg=--build-id=none
  # Functions of the same code are one: nothing here compares their addresses.
  -Clink-arg=--icf=all
  # A panic goes to the image's own function, with nothing to be said of it (guest/omissions/library.diff).
  -Cpanic=immediate-abort
  -Ztrap-unreachable=no
  # What guest/omissions leaves out: what no artifact profile, and what this one, does not reach.
  --cfg=zkcwasm_image
  "--cfg=zkcwasm_profile=\"$profile\""
  "--cfg=getrandom_backend=\"custom\""
  -Cllvm-args=-misched-prera-direction=bottomup
  -Cllvm-args=-misched-postra-direction=bottomup
  # Nothing that is only for people to read: locations in panics, Debug output.
  -Zlocation-detail=none
  -Zfmt-debug=none
  # Copies of up to 32 words are written out: a call costs as much.
  -Cllvm-args=-max-store-memcpy=32
  -Cllvm-args=-max-store-memmove=32
  -Cllvm-args=-max-store-memset=32
)
final=()
counts=$folder/counts/$name.profdata
# An image that has not been counted takes the counts of x86-64's with its profile: they hold for the code that both have
# under the same names, which is Rust's library, wasmparser and what else does not depend on a back end.
[ -f "$counts.gz" ] || counts=$folder/counts/$compiler-x86_64-linux-$profile.profdata
how=${ZKCWASM_IMAGE_COUNTS:-use}
[ "$how" != use ] || [ -f "$counts.gz" ] || how=none
case $how in
  use)
    gzip -dc "$counts.gz" > "$counts.$$"
    mv "$counts.$$" "$counts"
    flags+=("-Cprofile-use=$counts" -Cllvm-args=-disable-vp -Cllvm-args=-enable-ext-tsp-block-placement) ;;
  generate)
    # Counters only; the profiler reads them from memory, so LLVM's run-time library is not needed.
    flags+=(-Cprofile-generate -Zno-profiler-runtime -Cllvm-args=-disable-vp)
    for symbol in runtime register_function register_names_function; do
      flags+=("-Clink-arg=--defsym=__llvm_profile_$symbol=0")
    done
    # Counters keep all functions alive, so a few system calls of std are asked for that nothing makes.
    final+=(-Copt-level=1)
    for symbol in read argc argv; do final+=("-Clink-arg=--defsym=sys_$symbol=0"); done ;;
  none) ;;
esac
# For looking at an image, -Cdebuginfo=line-tables-only say.
read -ra more <<< "${ZKCWASM_IMAGE_FLAGS:-}"
flags+=("${more[@]}")
encoded=$(IFS=$'\x1f'; echo "${flags[*]}")
cd "$folder"
# Cargo hashes the paths of crates that are not in the compiler's own workspace into every symbol, and of the standard
# library's source, where it does not take that from the toolchain. So these paths are the same wherever the clone lies:
# file descriptors that cargo and rustc inherit.
exec 8< "$root/guest" 9< "$root/guest/library"
export __CARGO_TESTS_ONLY_SRC_ROOT=/proc/self/fd/9
# cranelift-codegen's build script puts the commit of the repository around it into a version string.
export GIT_DIR=$root/guest/no-repository
export CARGO_TARGET_DIR=${ZKCWASM_GUEST_TARGET_DIR:-$cache/guest-target}
"$root/scripts/claim-cache.sh" "$CARGO_TARGET_DIR"
# --- counting of instructions: a linker that puts it in, and checks the image ---
if [ -n "$counter" ]; then
  export CARGO_TARGET_RISCV64_SUCCINCT_NONE_ELF_LINKER=$CARGO_TARGET_DIR/counting-linker
  printf '#!/bin/sh\nexec "%s" link "%s" "$@"\n' "$counter" "$lld" > "$CARGO_TARGET_DIR/counting-linker.$$"
  chmod +x "$CARGO_TARGET_DIR/counting-linker.$$"
  mv "$CARGO_TARGET_DIR/counting-linker.$$" "$CARGO_TARGET_DIR/counting-linker"
fi
# Cargo knows nothing of that tool: an image that another one, or none, has linked is linked again.
linked=$([ -z "$counter" ] || sha256sum < "$counter")
if [ "$(cat "$CARGO_TARGET_DIR/.counter" 2> /dev/null || true)" != "$linked" ]; then
  rm -f "$CARGO_TARGET_DIR/$machine/release/deps/${compiler//-/_}"-* "$CARGO_TARGET_DIR/$machine/release/$compiler"
  echo "$linked" > "$CARGO_TARGET_DIR/.counter"
fi
# --- end of counting of instructions ---
export CARGO_ENCODED_RUSTFLAGS=$encoded
"$cargo" rustc --manifest-path "/proc/self/fd/8/compilers/$compiler/Cargo.toml" --release --locked --bin "$compiler" --features "$target,$profile" --target "$machine" \
  -Zbuild-std=std,panic_abort -Zbuild-std-features=compiler-builtins-mem -- "${final[@]}"
mkdir -p "$(dirname "$out")"
cp "$CARGO_TARGET_DIR/$machine/release/$compiler" "$out.symbols"
strip_symbols "$out.symbols" "$out"
# --- counting of instructions: the very file that is proved is checked ---
[ -z "$counter" ] || "$counter" check "$out"
# --- end of counting of instructions ---
sha256sum "$out"
