//! The host API, version 1, with types.

use crate::Bytes32;

mod raw {
    #[link(wasm_import_module = "zkcwasm_1")]
    extern "C" {
        pub fn call(code: *const u8, at: *const u8, length: usize, fuel: u64) -> u32;
        pub fn chunk_get(index: u64, out: *mut u8);
        pub fn chunk_set(index: u64, value: *const u8);
        pub fn context(field: u32, out: *mut u8);
        pub fn fuel_left() -> u64;
        pub fn input_length() -> usize;
        pub fn input_read(from: usize, length: usize, out: *mut u8);
        pub fn keccak256(at: *const u8, length: usize, out: *mut u8);
        pub fn log(at: *const u8, length: usize);
        pub fn output_write(at: *const u8, length: usize);
        pub fn returned_length() -> usize;
        pub fn returned_read(from: usize, length: usize, out: *mut u8);
        pub fn revert(at: *const u8, length: usize);
        pub fn sha256(at: *const u8, length: usize, out: *mut u8);
        pub fn storage_get(key: *const u8, out: *mut u8);
        pub fn storage_set(key: *const u8, value: *const u8);
        pub fn u256_add(a: *const u8, b: *const u8, out: *mut u8) -> u32;
        pub fn u256_divrem(a: *const u8, b: *const u8, quotient: *mut u8, rest: *mut u8);
        pub fn u256_mul(a: *const u8, b: *const u8, out: *mut u8) -> u32;
        pub fn u256_muldiv(a: *const u8, b: *const u8, d: *const u8, out: *mut u8) -> u32;
        pub fn u256_sub(a: *const u8, b: *const u8, out: *mut u8) -> u32;
    }
}

/// How a nested call ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Returned,
    Reverted,
    Trapped,
    OutOfFuel,
    NoCode,
    Unusable,
    TooDeep,
}

/// Calls a contract with at most so much fuel. What it set is undone unless it returned.
pub fn call(code: &Bytes32, input: &[u8], fuel: u64) -> Status {
    // SAFETY: pointers and lengths are of slices.
    match unsafe { raw::call(code.as_ptr(), input.as_ptr(), input.len(), fuel) } {
        0 => Status::Returned,
        1 => Status::Reverted,
        2 => Status::Trapped,
        3 => Status::OutOfFuel,
        4 => Status::NoCode,
        5 => Status::Unusable,
        _ => Status::TooDeep,
    }
}

/// What the last nested call returned or reverted with: as much as fits, and how long it is.
pub fn returned(out: &mut [u8]) -> usize {
    // SAFETY: no more is read than fits.
    unsafe {
        let length = raw::returned_length();
        raw::returned_read(0, length.min(out.len()), out.as_mut_ptr());
        length
    }
}

fn context(field: u32) -> Bytes32 {
    let mut out = [0; 32];
    // SAFETY: a field is 32 bytes.
    unsafe { raw::context(field, out.as_mut_ptr()) };
    out
}

/// This contract.
pub fn this() -> Bytes32 {
    context(0)
}

/// Who called it: an account, or a contract.
pub fn caller() -> Bytes32 {
    context(1)
}

/// Who signed the transaction.
pub fn origin() -> Bytes32 {
    context(2)
}

/// The session.
pub fn environment() -> Bytes32 {
    context(3)
}

pub fn fuel_left() -> u64 {
    // SAFETY: takes nothing.
    unsafe { raw::fuel_left() }
}

/// Ends the call; what it set is undone, and the caller gets the reason.
pub fn revert(reason: &[u8]) -> ! {
    // SAFETY: pointer and length are of a slice.
    unsafe { raw::revert(reason.as_ptr(), reason.len()) };
    unreachable!()
}

pub fn log(bytes: &[u8]) {
    // SAFETY: pointer and length are of a slice.
    unsafe { raw::log(bytes.as_ptr(), bytes.len()) }
}

pub fn sha256(bytes: &[u8]) -> Bytes32 {
    let mut out = [0; 32];
    // SAFETY: a hash is 32 bytes.
    unsafe { raw::sha256(bytes.as_ptr(), bytes.len(), out.as_mut_ptr()) };
    out
}

pub fn keccak256(bytes: &[u8]) -> Bytes32 {
    let mut out = [0; 32];
    // SAFETY: a hash is 32 bytes.
    unsafe { raw::keccak256(bytes.as_ptr(), bytes.len(), out.as_mut_ptr()) };
    out
}

pub(crate) fn input_length() -> usize {
    // SAFETY: takes nothing.
    unsafe { raw::input_length() }
}

pub(crate) fn input_read(from: usize, out: &mut [u8]) {
    // SAFETY: the host traps where there is not so much.
    unsafe { raw::input_read(from, out.len(), out.as_mut_ptr()) }
}

pub(crate) fn output_write(bytes: &[u8]) {
    // SAFETY: pointer and length are of a slice.
    unsafe { raw::output_write(bytes.as_ptr(), bytes.len()) }
}

pub(crate) fn chunk_get(index: u64) -> Bytes32 {
    let mut out = [0; 32];
    // SAFETY: a value is 32 bytes.
    unsafe { raw::chunk_get(index, out.as_mut_ptr()) };
    out
}

pub(crate) fn chunk_set(index: u64, value: &Bytes32) {
    // SAFETY: a value is 32 bytes.
    unsafe { raw::chunk_set(index, value.as_ptr()) }
}

pub(crate) fn storage_get(key: &Bytes32) -> Bytes32 {
    let mut out = [0; 32];
    // SAFETY: key and value are 32 bytes.
    unsafe { raw::storage_get(key.as_ptr(), out.as_mut_ptr()) };
    out
}

pub(crate) fn storage_set(key: &Bytes32, value: &Bytes32) {
    // SAFETY: key and value are 32 bytes.
    unsafe { raw::storage_set(key.as_ptr(), value.as_ptr()) }
}

/// An operation on two numbers, and whether its result did not fit.
pub(crate) fn arithmetic(
    operation: unsafe extern "C" fn(*const u8, *const u8, *mut u8) -> u32,
    a: &Bytes32,
    b: &Bytes32,
) -> (Bytes32, bool) {
    let mut out = [0; 32];
    // SAFETY: numbers are 32 bytes.
    let over = unsafe { operation(a.as_ptr(), b.as_ptr(), out.as_mut_ptr()) };
    (out, over != 0)
}

pub(crate) use raw::{u256_add, u256_mul, u256_sub};

pub(crate) fn divrem(a: &Bytes32, b: &Bytes32) -> (Bytes32, Bytes32) {
    let (mut quotient, mut rest) = ([0; 32], [0; 32]);
    // SAFETY: numbers are 32 bytes; the host traps where b is zero.
    unsafe { raw::u256_divrem(a.as_ptr(), b.as_ptr(), quotient.as_mut_ptr(), rest.as_mut_ptr()) };
    (quotient, rest)
}

pub(crate) fn muldiv(a: &Bytes32, b: &Bytes32, d: &Bytes32) -> (Bytes32, bool) {
    let mut out = [0; 32];
    // SAFETY: numbers are 32 bytes; the host traps where d is zero.
    let over = unsafe { raw::u256_muldiv(a.as_ptr(), b.as_ptr(), d.as_ptr(), out.as_mut_ptr()) };
    (out, over != 0)
}
