//! C interface for `wasm32-unknown-unknown`; no imports, no bindings generator.
//!
//! `reserve(n)` gives the address for `n` bytes of input. `verify()` checks a seal in SP1's form, `verify_packed()` a packed one;
//! both return 0 or a [`Refusal`](check::Refusal) number, and after 0, `claim()` is the address of 80 bytes: image ID, journal
//! digest, then first and last timestamp as little-endian u64. `pack()` and `unpack()` take a seal from one form to the other without
//! verifying it; after 0, `output()` is the address of the result, and `output_length()` how many bytes it has.

pub mod check;
mod context;
mod lanes;
pub mod packed;
mod remembered;
mod verify;
mod words;

use check::{check, check_packed, read, write, Claim, Refusal};
use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static CLAIM: RefCell<[u8; 80]> = const { RefCell::new([0; 80]) };
}

/// Makes room for an input of `length` bytes and returns its address.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// Verifies the seal that was written to the reserved place.
#[no_mangle]
pub extern "C" fn verify() -> i32 {
    claimed(check)
}

/// Verifies the packed seal that was written to the reserved place.
#[no_mangle]
pub extern "C" fn verify_packed() -> i32 {
    claimed(check_packed)
}

/// Address of the last verified claim.
#[no_mangle]
pub extern "C" fn claim() -> *const u8 {
    CLAIM.with_borrow(|c| c.as_ptr())
}

/// Packs the seal that was written to the reserved place.
#[no_mangle]
pub extern "C" fn pack() -> i32 {
    written(|bytes| packed::pack(read(bytes)?))
}

/// Unpacks the packed seal that was written to the reserved place.
#[no_mangle]
pub extern "C" fn unpack() -> i32 {
    written(|bytes| write(&packed::unpack(bytes)?))
}

/// Address of what `pack` or `unpack` made last.
#[no_mangle]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(Vec::as_ptr)
}

/// How many bytes that has.
#[no_mangle]
pub extern "C" fn output_length() -> usize {
    OUTPUT.with_borrow(Vec::len)
}

fn claimed(check: impl Fn(&[u8]) -> Result<Claim, Refusal>) -> i32 {
    status(with_input(check).map(|claim| CLAIM.with_borrow_mut(|out| *out = encode(&claim))))
}

fn written(convert: impl Fn(&[u8]) -> Result<Vec<u8>, Refusal>) -> i32 {
    remembered::forget();
    status(with_input(convert).map(|bytes| OUTPUT.with_borrow_mut(|out| *out = bytes)))
}

fn with_input<T>(work: impl Fn(&[u8]) -> T) -> T {
    let result = INPUT.with_borrow(|input| work(input));
    INPUT.with_borrow_mut(|input| *input = Vec::new());
    result
}

fn status(result: Result<(), Refusal>) -> i32 {
    result.map_or_else(|refusal| refusal as i32, |()| 0)
}

fn encode(claim: &Claim) -> [u8; 80] {
    let mut out = [0; 80];
    out[..32].copy_from_slice(&claim.image_id);
    out[32..64].copy_from_slice(&claim.journal_digest);
    out[64..72].copy_from_slice(&claim.first_timestamp.to_le_bytes());
    out[72..].copy_from_slice(&claim.last_timestamp.to_le_bytes());
    out
}

/// Verification uses no randomness; a dependency links the interface all the same.
#[cfg(target_arch = "wasm32")]
mod no_randomness {
    fn refuse(_: &mut [u8]) -> Result<(), getrandom::Error> {
        Err(getrandom::Error::UNSUPPORTED)
    }
    getrandom::register_custom_getrandom!(refuse);
}
