//! The host API, version 1: module `zkcwasm_1`. stateless/docs in the repository describe each function and its fuel;
//! `stateless/src/host/api.ts` names the same functions, and hello lets the other side compare.

use crate::call::{call, CallJob, Frame};
use crate::memory::{charge, fatal, fuel_left, misuse, read, read32, set_fuel, write};
use crate::outcome::{Fatal, Stop};
use crate::protocol::{self as p, Bytes32, Writer};
use crate::{arithmetic as n, hashes};
use std::rc::Rc;
use wasmtime::{Caller, Linker, Result};

pub const VERSION: u8 = 1;
const MODULE: &str = "zkcwasm_1";

/// Every function, in the order of the alphabet.
pub const NAMES: &[&str] = &[
    "call",
    "chunk_get",
    "chunk_set",
    "context",
    "fuel_left",
    "input_length",
    "input_read",
    "keccak256",
    "log",
    "output_write",
    "returned_length",
    "returned_read",
    "revert",
    "sha256",
    "storage_get",
    "storage_set",
    "u256_add",
    "u256_addmod",
    "u256_divrem",
    "u256_mul",
    "u256_muldiv",
    "u256_mulmod",
    "u256_pow",
    "u256_sub",
];

/// Fuel of host functions, on top of Wasmtime's for the instructions.
pub mod fuel {
    pub const BASE: u64 = 50;
    pub const PER_BYTE: u64 = 1;
    pub const HASH_PER_BYTE: u64 = 10;
    pub const GET: u64 = 2_000;
    pub const SET: u64 = 5_000;
    pub const LOG: u64 = 500;
    pub const LOG_PER_BYTE: u64 = 8;
    pub const CALL: u64 = 20_000;
    pub const ARITHMETIC: u64 = 30;
    pub const DIVISION: u64 = 120;
    pub const POWER: u64 = 2_000;
    /// Of each page that a contract's memory has from the beginning, in each call.
    pub const PAGE: u64 = 1_000;
}

/// The schedule, as the profile's text has it.
pub fn schedule_text() -> String {
    format!(
        "base {} per_byte {} hash_per_byte {} get {} set {} log {} log_per_byte {} call {} arithmetic {} division {} power {} page {}",
        fuel::BASE, fuel::PER_BYTE, fuel::HASH_PER_BYTE, fuel::GET, fuel::SET, fuel::LOG, fuel::LOG_PER_BYTE,
        fuel::CALL, fuel::ARITHMETIC, fuel::DIVISION, fuel::POWER,
        fuel::PAGE,
    )
}

/// Most bytes that a call is given, returns, reverts with or logs at once.
const MAX_BYTES: u32 = 1 << 16;

/// Kinds of storage, as the other side tells them apart.
const KEYED: u8 = 1;
const CHUNK: u8 = 2;

type Host<'a> = Caller<'a, Frame>;

/// Defines every function.
///
/// # Errors
/// If one is defined twice.
pub fn define(linker: &mut Linker<Frame>) -> Result<()> {
    storage(linker)?;
    data(linker)?;
    calls(linker)?;
    numbers(linker)?;
    linker.func_wrap(MODULE, "sha256", |mut host: Host<'_>, at: u32, length: u32, out: u32| {
        hash(&mut host, at, length, out, hashes::sha256)
    })?;
    linker.func_wrap(MODULE, "keccak256", |mut host: Host<'_>, at: u32, length: u32, out: u32| {
        hash(&mut host, at, length, out, hashes::keccak256)
    })?;
    Ok(())
}

fn hash(host: &mut Host<'_>, at: u32, length: u32, out: u32, of: fn(&[u8]) -> Bytes32) -> Result<()> {
    charge(host, fuel::BASE + fuel::HASH_PER_BYTE * (64 + u64::from(length)))?;
    let bytes = read(host, at, length)?;
    write(host, out, &of(&bytes))
}

fn storage(linker: &mut Linker<Frame>) -> Result<()> {
    linker.func_wrap(MODULE, "storage_get", |mut host: Host<'_>, key: u32, out: u32| {
        charge(&mut host, fuel::GET)?;
        let slot = read32(&mut host, key)?;
        get(&mut host, KEYED, slot, out)
    })?;
    linker.func_wrap(MODULE, "storage_set", |mut host: Host<'_>, key: u32, value: u32| {
        charge(&mut host, fuel::SET)?;
        let slot = read32(&mut host, key)?;
        set(&mut host, KEYED, slot, value)
    })?;
    linker.func_wrap(MODULE, "chunk_get", |mut host: Host<'_>, index: u64, out: u32| {
        charge(&mut host, fuel::GET)?;
        let slot = chunk(index)?;
        get(&mut host, CHUNK, slot, out)
    })?;
    linker.func_wrap(MODULE, "chunk_set", |mut host: Host<'_>, index: u64, value: u32| {
        charge(&mut host, fuel::SET)?;
        let slot = chunk(index)?;
        set(&mut host, CHUNK, slot, value)
    })?;
    Ok(())
}

/// A generalized index as a slot: big endian, to 32 bytes. The root is 1; there is no 0.
fn chunk(index: u64) -> Result<Bytes32> {
    if index == 0 {
        return Err(misuse("0 is no generalized index"));
    }
    let mut slot = [0; 32];
    slot[24..].copy_from_slice(&index.to_be_bytes());
    Ok(slot)
}

fn get(host: &mut Host<'_>, kind: u8, slot: Bytes32, out: u32) -> Result<()> {
    // Before the question is asked: what cannot be answered is not in the witness.
    read32(host, out)?;
    let frame = host.data();
    let question = Writer::new(p::GET).u8(kind).bytes32(&frame.code).bytes32(&slot);
    let value = frame.session.pipes.borrow_mut().ask_value(question).map_err(fatal)?;
    write(host, out, &value)
}

fn set(host: &mut Host<'_>, kind: u8, slot: Bytes32, value: u32) -> Result<()> {
    let value = read32(host, value)?;
    let frame = host.data();
    let told = Writer::new(p::SET).u8(kind).bytes32(&frame.code).bytes32(&slot).bytes32(&value);
    frame.session.pipes.borrow_mut().tell(told).map_err(fatal)
}

fn data(linker: &mut Linker<Frame>) -> Result<()> {
    linker.func_wrap(MODULE, "input_length", |mut host: Host<'_>| -> Result<u32> {
        charge(&mut host, fuel::BASE)?;
        Ok(host.data().input.len() as u32)
    })?;
    linker.func_wrap(MODULE, "input_read", |mut host: Host<'_>, from: u32, length: u32, out: u32| {
        let input = Rc::clone(&host.data().input);
        copy(&mut host, &input, from, length, out)
    })?;
    linker.func_wrap(MODULE, "returned_length", |mut host: Host<'_>| -> Result<u32> {
        charge(&mut host, fuel::BASE)?;
        Ok(host.data().returned.len() as u32)
    })?;
    linker.func_wrap(MODULE, "returned_read", |mut host: Host<'_>, from: u32, length: u32, out: u32| {
        let returned = Rc::clone(&host.data().returned);
        copy(&mut host, &returned, from, length, out)
    })?;
    linker.func_wrap(MODULE, "output_write", |mut host: Host<'_>, at: u32, length: u32| {
        let output = bounded(&mut host, at, length, fuel::BASE, fuel::PER_BYTE)?;
        host.data_mut().output = output;
        Ok(())
    })?;
    linker.func_wrap(MODULE, "revert", |mut host: Host<'_>, at: u32, length: u32| -> Result<()> {
        let output = bounded(&mut host, at, length, fuel::BASE, fuel::PER_BYTE)?;
        Err(Stop::Revert(output).into())
    })?;
    linker.func_wrap(MODULE, "log", |mut host: Host<'_>, at: u32, length: u32| {
        let bytes = bounded(&mut host, at, length, fuel::LOG, fuel::LOG_PER_BYTE)?;
        let frame = host.data();
        let told = Writer::new(p::LOG).bytes32(&frame.code).bytes(&bytes);
        frame.session.pipes.borrow_mut().tell(told).map_err(fatal)
    })?;
    linker.func_wrap(MODULE, "context", |mut host: Host<'_>, field: u32, out: u32| {
        charge(&mut host, fuel::BASE)?;
        let value = context(&host, field)?;
        write(&mut host, out, &value)
    })?;
    linker.func_wrap(MODULE, "fuel_left", |mut host: Host<'_>| -> Result<u64> {
        charge(&mut host, fuel::BASE)?;
        Ok(fuel_left(&host).unwrap_or(0))
    })?;
    Ok(())
}

/// Copies part of some bytes to the contract's memory.
fn copy(host: &mut Host<'_>, bytes: &[u8], from: u32, length: u32, out: u32) -> Result<()> {
    charge(host, fuel::BASE + fuel::PER_BYTE * u64::from(length))?;
    let start = from as usize;
    let part = start.checked_add(length as usize).and_then(|end| bytes.get(start..end));
    write(host, out, part.ok_or_else(|| misuse("there are not so many bytes to read"))?)
}

fn bounded(host: &mut Host<'_>, at: u32, length: u32, base: u64, per_byte: u64) -> Result<Vec<u8>> {
    charge(host, base + per_byte * u64::from(length))?;
    if length > MAX_BYTES {
        return Err(misuse("more bytes than a call may have at once"));
    }
    read(host, at, length)
}

/// Fields: 0 this contract, 1 who called it, 2 who signed the transaction, 3 the environment; as numbers of 256 bits:
/// 4 the block's number, 5 the transaction's place in it, 6 how deep this call is nested.
fn context(host: &Host<'_>, field: u32) -> Result<Bytes32> {
    let frame = host.data();
    let facts = frame.session.facts.borrow();
    let number = |value: u64| {
        let mut bytes = [0; 32];
        bytes[24..].copy_from_slice(&value.to_be_bytes());
        bytes
    };
    Ok(match field {
        0 => frame.code,
        1 => frame.caller,
        2 => facts.origin,
        3 => facts.environment,
        4 => number(facts.block),
        5 => number(facts.index),
        6 => number(u64::from(frame.depth)),
        _ => return Err(misuse("there is no such field of the context")),
    })
}

fn calls(linker: &mut Linker<Frame>) -> Result<()> {
    linker.func_wrap(
        MODULE,
        "call",
        |mut host: Host<'_>, code: u32, at: u32, length: u32, wanted: u64| -> Result<u32> {
            let input = bounded(&mut host, at, length, fuel::CALL, fuel::PER_BYTE)?;
            let code = read32(&mut host, code)?;
            let left = fuel_left(&host).unwrap_or(0);
            let given = wanted.min(left);
            let frame = host.data();
            let job = CallJob { code, caller: frame.code, input, fuel: given, depth: frame.depth + 1 };
            let session = Rc::clone(&frame.session);
            let outcome = call(&session, job).map_err(fatal)?;
            set_fuel(&mut host, left - given + outcome.fuel_left);
            host.data_mut().returned = outcome.output.into();
            Ok(outcome.status as u32)
        },
    )?;
    Ok(())
}

fn numbers(linker: &mut Linker<Frame>) -> Result<()> {
    type Two = fn(&Bytes32, &Bytes32) -> n::Wrapped;
    let two: [(&str, u64, Two); 4] = [
        ("u256_add", fuel::ARITHMETIC, n::add),
        ("u256_sub", fuel::ARITHMETIC, n::sub),
        ("u256_mul", fuel::ARITHMETIC, n::mul),
        ("u256_pow", fuel::POWER, n::pow),
    ];
    for (name, cost, of) in two {
        linker.func_wrap(
            MODULE,
            name,
            move |mut host: Host<'_>, a: u32, b: u32, out: u32| -> Result<u32> {
                charge(&mut host, cost)?;
                let (a, b) = (read32(&mut host, a)?, read32(&mut host, b)?);
                let (value, over) = of(&a, &b);
                write(&mut host, out, &value)?;
                Ok(over.into())
            },
        )?;
    }
    linker.func_wrap(
        MODULE,
        "u256_divrem",
        |mut host: Host<'_>, a: u32, b: u32, quotient: u32, rest: u32| {
            charge(&mut host, fuel::DIVISION)?;
            let (a, b) = (read32(&mut host, a)?, read32(&mut host, b)?);
            let (q, r) = n::div_rem(&a, &b).ok_or_else(|| misuse("256-bit division by zero"))?;
            write(&mut host, quotient, &q)?;
            write(&mut host, rest, &r)
        },
    )?;
    type Three = fn(&Bytes32, &Bytes32, &Bytes32) -> Option<Bytes32>;
    let three: [(&str, Three); 2] = [("u256_addmod", n::add_mod), ("u256_mulmod", n::mul_mod)];
    for (name, of) in three {
        linker.func_wrap(MODULE, name, move |mut host: Host<'_>, a: u32, b: u32, m: u32, out: u32| {
            charge(&mut host, fuel::DIVISION)?;
            let (a, b, m) = (read32(&mut host, a)?, read32(&mut host, b)?, read32(&mut host, m)?);
            let value = of(&a, &b, &m).ok_or_else(|| misuse("256-bit division by zero"))?;
            write(&mut host, out, &value)
        })?;
    }
    linker.func_wrap(
        MODULE,
        "u256_muldiv",
        |mut host: Host<'_>, a: u32, b: u32, d: u32, out: u32| -> Result<u32> {
            charge(&mut host, fuel::DIVISION)?;
            let (a, b, d) = (read32(&mut host, a)?, read32(&mut host, b)?, read32(&mut host, d)?);
            let (value, over) = n::mul_div(&a, &b, &d).ok_or_else(|| misuse("256-bit division by zero"))?;
            write(&mut host, out, &value)?;
            Ok(over.into())
        },
    )?;
    Ok(())
}

/// Not used by `define`: says at compile time that what stops wasm may cross it.
const _: fn() = || {
    fn carried<T: std::error::Error + Send + Sync + 'static>() {}
    carried::<Stop>();
    let _: fn(Fatal) -> wasmtime::Error = fatal;
};
