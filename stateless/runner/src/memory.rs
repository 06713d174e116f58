//! Memory of the contract that calls, and its fuel.

use crate::call::Frame;
use crate::outcome::{Fatal, Stop};
use crate::protocol::Bytes32;
use wasmtime::{AsContext, AsContextMut, Caller, Extern, Memory, Result, Trap};

/// Wasmtime looks at fuel where functions and loops begin, so code may end with less than none, which it shows as none. One
/// unit more than is given tells the two apart.
pub const SPARE: u64 = 1;

/// Fuel that is left; `None` where more was used than there was.
pub fn fuel_left(store: impl AsContext) -> Option<u64> {
    let left = store.as_context().get_fuel().expect("fuel is on in the profile");
    left.checked_sub(SPARE)
}

/// Sets how much is left.
pub fn set_fuel(mut store: impl AsContextMut, fuel: u64) {
    store.as_context_mut().set_fuel(fuel.saturating_add(SPARE)).expect("fuel is on in the profile");
}

/// Takes fuel; all of it where there is not enough.
pub fn charge(caller: &mut Caller<'_, Frame>, fuel: u64) -> Result<()> {
    match fuel_left(&*caller).and_then(|left| left.checked_sub(fuel)) {
        Some(rest) => {
            set_fuel(caller, rest);
            Ok(())
        }
        None => Err(Trap::OutOfFuel.into()),
    }
}

/// What ends the execution, as wasm is stopped with it.
pub fn fatal(error: Fatal) -> wasmtime::Error {
    Stop::Fatal(error).into()
}

/// A misuse of the host API, which traps.
pub fn misuse(what: &'static str) -> wasmtime::Error {
    Stop::Misuse(what).into()
}

fn memory(caller: &mut Caller<'_, Frame>) -> Result<Memory> {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => Ok(memory),
        _ => Err(misuse("the contract has no memory")),
    }
}

/// Bytes of the contract's memory.
pub fn read(caller: &mut Caller<'_, Frame>, at: u32, length: u32) -> Result<Vec<u8>> {
    let memory = memory(caller)?;
    let start = at as usize;
    let part = start.checked_add(length as usize).and_then(|end| memory.data(&*caller).get(start..end));
    part.map(<[u8]>::to_vec).ok_or_else(|| Trap::MemoryOutOfBounds.into())
}

/// 32 bytes of it.
pub fn read32(caller: &mut Caller<'_, Frame>, at: u32) -> Result<Bytes32> {
    let memory = memory(caller)?;
    let start = at as usize;
    let part = start.checked_add(32).and_then(|end| memory.data(&*caller).get(start..end));
    part.and_then(|part| part.try_into().ok()).ok_or_else(|| Trap::MemoryOutOfBounds.into())
}

/// Puts bytes there.
pub fn write(caller: &mut Caller<'_, Frame>, at: u32, bytes: &[u8]) -> Result<()> {
    let memory = memory(caller)?;
    let start = at as usize;
    let end = start.checked_add(bytes.len());
    match end.and_then(|end| memory.data_mut(&mut *caller).get_mut(start..end)) {
        Some(part) => {
            part.copy_from_slice(bytes);
            Ok(())
        }
        None => Err(Trap::MemoryOutOfBounds.into()),
    }
}
