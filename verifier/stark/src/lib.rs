//! C interface for `wasm32-unknown-unknown`; no imports, no bindings generator.
//!
//! `reserve(n)` gives the address for `n` bytes of seal; `verify(n)` checks them and returns 0 or a
//! [`Refusal`] number; after 0, `claim()` is the address of 80 bytes: image ID, journal digest, then first and
//! last timestamp as little-endian u64.

pub mod check;

use check::{check, Claim};
use std::cell::RefCell;

thread_local! {
    static SEAL: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static CLAIM: RefCell<[u8; 80]> = const { RefCell::new([0; 80]) };
}

/// Makes room for a seal of `length` bytes and returns its address.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    SEAL.with_borrow_mut(|seal| {
        seal.clear();
        seal.resize(length, 0);
        seal.as_mut_ptr()
    })
}

/// Verifies the seal that was written to the reserved place.
#[no_mangle]
pub extern "C" fn verify() -> i32 {
    let result = SEAL.with_borrow(|seal| check(seal));
    SEAL.with_borrow_mut(|seal| *seal = Vec::new());
    match result {
        Ok(claim) => {
            CLAIM.with_borrow_mut(|out| *out = encode(&claim));
            0
        }
        Err(refusal) => refusal as i32,
    }
}

/// Address of the last verified claim.
#[no_mangle]
pub extern "C" fn claim() -> *const u8 {
    CLAIM.with_borrow(|c| c.as_ptr())
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
