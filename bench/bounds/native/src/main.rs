//! `zkcwasm-bounds PROFILE [--limit NAME=VALUE]... [--seconds N] [--memory BYTES] [--marks]`: reads lines `look FILE`,
//! `compile FILE` and `mutate SEED FILE OUT`, answers each with a line of JSON.
//!
//! The compiler is upstream's, as published, on one thread. Each module is compiled in a child of a process that has
//! compiled one before, so that none changes what another costs. With `--marks` each such child makes children of its own
//! right before it compiles and right after, which do nothing: run under `valgrind --tool=cachegrind`, the difference of their
//! two counts is exactly what the compilation executed, and one fork.

mod heap;
mod mutate;
mod process;
mod subject;

use process::{in_child, End};
use serde_json::{json, Value};
use std::io::{BufRead, Read, Write};
use subject::Subject;
use zkcwasm_compiler::journal::LimitId;
use zkcwasm_compiler::{Limits, ProfileName, Target};

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

/// A module with a function: what is initialized once, is then.
const WARM_UP: &[u8] = &[
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x03,
    0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, 0x0a, 0x09, 0x01, 0x07, 0x00, 0x20, 0x00,
    0x41, 0x07, 0x6a, 0x0b,
];

struct Options {
    subject: Subject,
    seconds: u32,
    memory: u64,
    marks: bool,
}

fn main() {
    let options = options(std::env::args().skip(1)).unwrap_or_else(|why| {
        eprintln!("zkcwasm-bounds: {why}");
        std::process::exit(2)
    });
    // A panic of the compiler is an outcome.
    std::panic::set_hook(Box::new(|_| ()));
    let engine = zkcwasm_compiler::engine_for(&options.subject.profile)
        .expect("an engine for a profile that is listed");
    zkcwasm_compiler::compile(&engine, WARM_UP).expect("a valid module");
    drop(engine);
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let answer = match line.split_once(' ') {
            Some(("look", file)) => look(&options.subject, file),
            Some(("compile", file)) => compile(&options, file),
            Some(("mutate", rest)) => mutated(rest),
            _ => json!({ "outcome": "unknown request" }),
        };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

fn look(subject: &Subject, file: &str) -> Value {
    match std::fs::read(file) {
        Ok(wasm) => subject.look(&wasm).unwrap_or_else(|| json!({ "outcome": "let through" })),
        Err(error) => json!({ "outcome": "unreadable", "message": error.to_string() }),
    }
}

/// Writes another module. Names of files have no spaces.
fn mutated(request: &str) -> Value {
    let words: Vec<&str> = request.split(' ').collect();
    let [seed, file, out] = words.as_slice() else { return json!({ "outcome": "unknown request" }) };
    let (Ok(seed), Ok(wasm)) = (seed.parse(), std::fs::read(file)) else {
        return json!({ "outcome": "unreadable" });
    };
    match mutate::mutate(&wasm, seed) {
        None => json!({ "outcome": "nothing valid" }),
        Some((module, how)) => match std::fs::write(out, module) {
            Ok(()) => json!({ "outcome": "mutated", "how": how }),
            Err(error) => json!({ "outcome": "failed", "message": error.to_string() }),
        },
    }
}

fn compile(options: &Options, file: &str) -> Value {
    let answer = || -> Result<Value, String> {
        let (mut reader, mut writer) = std::io::pipe().map_err(|e| e.to_string())?;
        let write = writer.try_clone().map_err(|e| e.to_string())?;
        let (_, end) = in_child(Some((options.seconds, options.memory)), move || {
            let mark = || options.marks.then(|| in_child(None, || ()).ok().map(|(child, _)| child)).flatten();
            let said = options.subject.compile(file, mark);
            // Shorter than what a pipe holds, so nobody needs to read yet.
            let _ = writeln!(&write, "{said}");
        })?;
        writer.flush().map_err(|e| e.to_string())?;
        drop(writer);
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(|e| e.to_string())?;
        let said: Value = match (end, serde_json::from_str(&text)) {
            (End::Exited, Ok(said)) => said,
            (End::Died(libc::SIGALRM), _) => json!({ "outcome": "took too long" }),
            (End::Died(signal), _) => json!({ "outcome": "died", "signal": signal }),
            (End::Exited, Err(error)) => return Err(error.to_string()),
        };
        Ok(said)
    };
    answer().unwrap_or_else(|message| json!({ "outcome": "failed", "message": message }))
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let profile =
        args.next().as_deref().and_then(ProfileName::from_name).ok_or("the first argument is no profile")?;
    let mut limits = Vec::new();
    let (mut seconds, mut memory, mut marks) = (600, 8 << 30, false);
    while let Some(option) = args.next() {
        if option == "--marks" {
            marks = true;
            continue;
        }
        let value = args.next().ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--limit" => {
                limits.push(limit(&value).ok_or_else(|| format!("{value} is not NAME=VALUE of a limit"))?)
            }
            "--seconds" => seconds = value.parse().map_err(|_| format!("{value} is no number"))?,
            "--memory" => memory = value.parse().map_err(|_| format!("{value} is no number"))?,
            _ => return Err(format!("there is no option {option}")),
        }
    }
    limits.sort_unstable();
    let profile = profile.profile(Target::X86_64Linux);
    Ok(Options { subject: Subject { profile, limits: Limits(limits) }, seconds, memory, marks })
}

fn limit(text: &str) -> Option<(LimitId, u64)> {
    let (name, value) = text.split_once('=')?;
    let id = LimitId::ALL.iter().find(|id| id.name() == name)?;
    Some((*id, value.parse().ok()?))
}
