//! `zkcwasm-interpret ELF`: runs an image over many modules, in the profiler's interpreter. For each line of its input,
//! `MOST REQUEST IMPORTS FILE` (most cycles, the two pieces of input in hex, the module's path), a line of output:
//!
//!     ended CYCLES JOURNAL     the image made a statement
//!     stopped CYCLES           it would have taken more cycles
//!     failed WHY               it made none
//!
//! Cycles are those of the proof's clock (docs/explanation/clock.md): instructions, and 32 more for each system call.

use std::fmt::Write as _;
use std::io::{stdin, stdout, Write as _};
use std::process::exit;
use zkcwasm_profiler::machine::Machine;
use zkcwasm_profiler::symbols::Symbols;

/// Cycles that a system call takes beyond its instruction.
const CALL: u64 = 32;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [elf] = args.as_slice() else { fail("usage: zkcwasm-interpret ELF") };
    let elf = std::fs::read(elf).unwrap_or_else(|e| fail(&format!("cannot read {elf}: {e}")));
    let symbols = Symbols::of(&elf).unwrap_or_else(|e| fail(&e));
    let machine = Machine::new(&elf, symbols).unwrap_or_else(|e| fail(&e));
    for line in stdin().lines() {
        let line = line.unwrap_or_else(|e| fail(&format!("cannot read a line: {e}")));
        let answer =
            answer(&machine, &line).unwrap_or_else(|why| format!("failed {}", why.replace('\n', " ")));
        let mut out = stdout().lock();
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

fn answer(machine: &Machine, line: &str) -> Result<String, String> {
    let fields: Vec<&str> = line.splitn(4, ' ').collect();
    let [most, request, imports, file] = fields.as_slice() else {
        return Err("a line is MOST REQUEST IMPORTS FILE".into());
    };
    let most: u64 = most.parse().map_err(|_| format!("{most} is no number of cycles"))?;
    let wasm = std::fs::read(file).map_err(|e| format!("cannot read {file}: {e}"))?;
    let mut machine = machine.clone();
    machine.give([bytes(request)?, bytes(imports)?, wasm]);
    let ended = machine.run_plain(most);
    let cycles = machine.instructions + CALL * machine.calls;
    if cycles > most {
        return Ok(format!("stopped {cycles}"));
    }
    ended?;
    if machine.exit_code != 0 {
        return Err(format!("exit code {}", machine.exit_code));
    }
    let mut out = format!("ended {cycles} ");
    for byte in &machine.public_values {
        write!(out, "{byte:02x}").expect("a string takes everything");
    }
    Ok(out)
}

/// Bytes of hex.
fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let digits = hex.as_bytes();
    let digit =
        |c: u8| char::from(c).to_digit(16).ok_or_else(|| "a piece of input is not in hex".to_string());
    if !digits.len().is_multiple_of(2) {
        return Err("a piece of input has half a byte".into());
    }
    digits.chunks(2).map(|two| Ok((digit(two[0])? << 4 | digit(two[1])?) as u8)).collect()
}

fn fail(message: &str) -> ! {
    eprintln!("zkcwasm-interpret: {message}");
    exit(2);
}
