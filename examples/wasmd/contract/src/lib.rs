//! A counter for CosmWasm, without its standard library: the receipt of a module of a hundred kilobytes takes hours to prove, and
//! that of this one some minutes.
//!
//! | message | JSON | answer |
//! |---|---|---|
//! | instantiate | `{"start":NUMBER}` | |
//! | execute | `{"add":NUMBER}` | an error where the sum does not fit into 64 bits |
//! | query | any | `{"count":NUMBER}` |
//!
//! Messages are taken in this form only, without white space; numbers are unsigned, with 64 bits.
#![no_std]

mod number;
mod region;

use number::{parse, Digits};
use region::Region;

const KEY: &[u8] = b"count";
const DONE: &[u8] = br#"{"ok":{"messages":[],"attributes":[],"events":[]}}"#;

#[link(wasm_import_module = "env")]
extern "C" {
    fn db_read(key: *const Region) -> *const Region;
    fn db_write(key: *const Region, value: *const Region);
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Says which calling convention this is.
#[no_mangle]
pub extern "C" fn interface_version_8() {}

/// Memory that the chain writes an argument into.
#[no_mangle]
pub extern "C" fn allocate(size: usize) -> *const Region {
    Region::with_capacity(size)
}

/// Nothing is given back: an instance lives for one call.
#[no_mangle]
pub extern "C" fn deallocate(_: *const Region) {}

#[no_mangle]
pub extern "C" fn instantiate(_env: *const Region, _info: *const Region, message: *const Region) -> *const Region {
    match number_in(message, b"{\"start\":") {
        Some(start) => save(start),
        None => fail(b"want {\\\"start\\\":NUMBER}"),
    }
}

#[no_mangle]
pub extern "C" fn execute(_env: *const Region, _info: *const Region, message: *const Region) -> *const Region {
    let Some(more) = number_in(message, b"{\"add\":") else {
        return fail(b"want {\\\"add\\\":NUMBER}");
    };
    match load().and_then(|count| count.checked_add(more)) {
        Some(sum) => save(sum),
        None => fail(b"the sum does not fit"),
    }
}

#[no_mangle]
pub extern "C" fn query(_env: *const Region, _message: *const Region) -> *const Region {
    let Some(count) = load() else {
        return fail(b"there is no count");
    };
    let json = Region::joined(&[b"{\"count\":", Digits::of(count).as_bytes(), b"}"]);
    let base64 = Region::base64(Region::bytes(json));
    Region::joined(&[b"{\"ok\":\"", Region::bytes(base64), b"\"}"])
}

/// The number in a message of the form `PREFIX NUMBER }`.
fn number_in(message: *const Region, prefix: &[u8]) -> Option<u64> {
    parse(Region::bytes(message).strip_prefix(prefix)?.strip_suffix(b"}")?)
}

fn load() -> Option<u64> {
    let found = unsafe { db_read(Region::joined(&[KEY])) };
    if found.is_null() {
        return None;
    }
    parse(Region::bytes(found))
}

fn save(count: u64) -> *const Region {
    unsafe { db_write(Region::joined(&[KEY]), Region::joined(&[Digits::of(count).as_bytes()])) };
    Region::joined(&[DONE])
}

fn fail(why: &[u8]) -> *const Region {
    Region::joined(&[b"{\"error\":\"", why, b"\"}"])
}
