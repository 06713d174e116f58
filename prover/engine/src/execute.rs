//! Dry run: the image in SP1's executor, without a proof.

use crate::error::EngineError;
use crate::protocol::ExecuteJob;
use crate::stop;
use serde_json::{json, Value};
use sp1_core_executor::Program;
use sp1_core_executor_runner::MinimalExecutorRunner;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zkcwasm_journal::{decode, decode_limits};
use zkcwasm_lines::{read, Events};
use zkcwasm_sha256::sha256;

/// Memory operations between two looks at the clock; a chunk of this size is 16 MiB of shared memory.
const CHUNK: u64 = 1 << 20;
/// Resident memory that an execution may take, bytes.
const EXECUTOR_BYTES: u64 = 8 << 30;

/// The image's program and its three pieces of input.
pub struct Input {
    pub elf: Vec<u8>,
    pub request: Vec<u8>,
    pub imports: Vec<u8>,
    pub wasm: Vec<u8>,
    pub max_cycles: Option<u64>,
}

/// Bytes of a context, with which a request begins.
const CONTEXT: usize = 32;

/// Checks and reads what a job names. The pieces of input go to the image as they came; the image refuses a list of imports
/// that is not canonical.
pub fn input(job: &ExecuteJob) -> Result<Input, EngineError> {
    let bytes = |name: &str, text: &str| {
        hex::decode(text).map_err(|_| EngineError::Request(format!("{name} is not in hex")))
    };
    let request = bytes("request", &job.request)?;
    let limits = request.get(CONTEXT..).map(decode_limits);
    if !matches!(limits, Some(Ok(_))) {
        return Err(EngineError::Request("request is not a context and a canonical list of limits".into()));
    }
    let imports = bytes("imports", &job.imports)?;
    let max_cycles = match &job.max_cycles {
        None => None,
        Some(text) => {
            Some(text.parse().map_err(|_| EngineError::Request("maxCycles is not a 64-bit number".into()))?)
        }
    };
    let (elf, wasm) = (read(&job.elf)?, read(&job.wasm)?);
    Ok(Input { elf, request, imports, wasm, max_cycles })
}

/// What an execution came to.
pub struct Executed {
    pub journal: Vec<u8>,
    /// Cycles in the proof's unit: (clock - 1) / 8, see `docs/explanation/clock.md`.
    pub cycles: u64,
    /// Instructions executed.
    pub instructions: u64,
    pub elapsed: Duration,
}

/// Runs a compiler image to its end or to the cycle limit.
pub fn execute(input: &Input, events: &Events) -> Result<Executed, EngineError> {
    let pieces = [input.request.as_slice(), &input.imports, &input.wasm];
    let executed = execute_program(&input.elf, &pieces, input.max_cycles, events)?;
    decode(&executed.journal).map_err(|e| EngineError::Execution(e.to_string()))?;
    Ok(executed)
}

/// Runs a program on pieces of input to its end or to the cycle limit. `journal` is whatever it committed.
pub fn execute_program(
    elf: &[u8],
    pieces: &[&[u8]],
    max_cycles: Option<u64>,
    events: &Events,
) -> Result<Executed, EngineError> {
    let done = execute_in_child(elf, pieces, max_cycles, events);
    stop::reap();
    done
}

fn execute_in_child(
    elf: &[u8],
    pieces: &[&[u8]],
    max_cycles: Option<u64>,
    events: &Events,
) -> Result<Executed, EngineError> {
    let mut runner = MinimalExecutorRunner::new(program(elf)?, false, Some(CHUNK), EXECUTOR_BYTES, 2);
    for piece in pieces {
        runner.with_input(piece);
    }
    let start = Instant::now();
    let mut told = start;
    loop {
        let chunk = runner.try_execute_chunk().map_err(|e| EngineError::Execution(e.to_string()))?;
        let executed = cycles(runner.clk());
        if let Some(limit) = max_cycles.filter(|&limit| executed > limit) {
            return Err(EngineError::CycleLimit { limit, executed });
        }
        if chunk.is_none() {
            break;
        }
        if told.elapsed() > Duration::from_millis(250) {
            told = Instant::now();
            events.send("progress", json!({ "phase": "execute", "cycles": executed.to_string() }));
        }
    }
    if runner.exit_code() != 0 {
        return Err(EngineError::ExitCode(runner.exit_code()));
    }
    Ok(Executed {
        cycles: cycles(runner.clk()),
        instructions: runner.global_clk(),
        elapsed: start.elapsed(),
        journal: runner.into_public_values_stream(),
    })
}

/// The program last executed, by its SHA-256: decoding one takes a quarter of a small dry run.
static DECODED: Mutex<Option<([u8; 32], Arc<Program>)>> = Mutex::new(None);

fn program(elf: &[u8]) -> Result<Arc<Program>, EngineError> {
    let digest = sha256(elf);
    let mut decoded = DECODED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, program)) = decoded.as_ref().filter(|(known, _)| *known == digest) {
        return Ok(program.clone());
    }
    let program = Arc::new(Program::from(elf).map_err(|e| EngineError::Image(e.to_string()))?);
    *decoded = Some((digest, program.clone()));
    Ok(program)
}

fn cycles(clock: u64) -> u64 {
    clock.saturating_sub(1) / 8
}

/// The `execute` command.
pub fn run(job: ExecuteJob, events: &Events) -> Result<Value, EngineError> {
    let done = execute(&input(&job)?, events)?;
    Ok(json!({
        "journal": hex::encode(&done.journal),
        "cycles": done.cycles.to_string(),
        "instructions": done.instructions.to_string(),
        "elapsedMs": done.elapsed.as_secs_f64() * 1e3,
    }))
}
