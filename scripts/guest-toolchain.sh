# Sourced by what builds programs for the zkVM. The toolchain is Debian's rustc-web, cargo-web and rust-web-src 1.96, which build the
# standard library for the zkVM's target; the linker is that of the Rust on the path. Needs `root` and says what is missing.
# Afterwards: `machine`, `cargo` and `lld` are set, and what cargo reads is exported.
machine=riscv64-succinct-none-elf
export RUSTC=${ZKCWASM_GUEST_RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
cargo=${ZKCWASM_GUEST_CARGO:-/usr/bin/cargo}
# SP1's own toolchain can be named with ZKCWASM_GUEST_RUSTC and ZKCWASM_GUEST_CARGO; only the pinned one gives the
# image IDs in artifacts/images.json.
if [ -z "${ZKCWASM_GUEST_RUSTC:-}" ] && ! "$RUSTC" --version 2>/dev/null | grep -q '^rustc 1\.96\.'; then
  echo "$(basename "$0"): need rustc 1.96 with its library source: apt-get install rustc-web cargo-web rust-web-src" >&2
  exit 1
fi
lld=${ZKCWASM_LLD:-$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld}
[ -x "$lld" ] || { echo "$(basename "$0"): no rust-lld at $lld; set ZKCWASM_LLD" >&2; exit 1; }
export RUST_TARGET_PATH=$root/guest/targets CARGO_INCREMENTAL=0
export CARGO_TARGET_RISCV64_SUCCINCT_NONE_ELF_LINKER=$lld

# strip_symbols IN OUT
strip_symbols() {
  local strip
  strip=$(command -v llvm-strip || command -v llvm-strip-14 || true)
  if [ -n "$strip" ]; then "$strip" --strip-all -o "$2" "$1"
  else cp "$1" "$2"; fi
}
