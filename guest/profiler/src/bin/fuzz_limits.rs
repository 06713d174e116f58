//! `zkcwasm-fuzz-limits ELF WASM REACH [--only NAME] [--limit NAME=VALUE]...`: runs the image with each limit that a compilation of the module
//! meets while it runs at 0, at the value that it needs and at every value up to REACH below and above; the other limits are
//! those given. Every run must end with exit code 0 and a journal: of a compilation, or of a refusal that names this limit and
//! this bound; and what compiles within a bound compiles within every higher one.
//!
//! `--only NAME` tries one of them alone. The image runs in the profiler's interpreter. Prints a line for each limit and each failure; exit code 1 where there was one.

use std::process::exit;
use zkcwasm_journal::{decode, Journal, LimitId, MetricId, Outcome};
use zkcwasm_profiler::machine::Machine;
use zkcwasm_profiler::request::{pieces, take_limits, Limits};
use zkcwasm_profiler::symbols::Symbols;

const USAGE: &str = "usage: zkcwasm-fuzz-limits ELF WASM REACH [--only NAME] [--limit NAME=VALUE]...";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [elf, wasm, reach, options @ ..] = args.as_slice() else { fail(USAGE) };
    let reach: u64 = reach.parse().unwrap_or_else(|_| fail(USAGE));
    let (limits, rest) = take_limits(options).unwrap_or_else(|e| fail(&e));
    let only = match rest.as_slice() {
        [] => None,
        [[option, name]] if option == "--only" => Some(name),
        _ => fail(USAGE),
    };
    let read = |path: &str| std::fs::read(path).unwrap_or_else(|e| fail(&format!("cannot read {path}: {e}")));
    let (elf, wasm) = (read(elf), read(wasm));
    let symbols = Symbols::of(&elf).unwrap_or_else(|e| fail(&e));
    let machine = Machine::new(&elf, symbols).unwrap_or_else(|e| fail(&e));

    let whole = run(&machine, &limits, &wasm, u64::MAX).unwrap_or_else(|e| fail(&e));
    let (mut tried, mut failed) = (0, 0);
    for (limit, needed) in needs(&whole.journal).unwrap_or_else(|e| fail(&e)) {
        if only.is_some_and(|name| name != limit.name()) {
            continue;
        }
        let mut others = limits.clone();
        others.retain(|(id, _)| *id != limit);
        let mut found = Found::default();
        let bounds = needed.saturating_sub(reach)..=needed.saturating_add(reach);
        for bound in (*bounds.start() > 0).then_some(0).into_iter().chain(bounds) {
            let mut limits = others.clone();
            limits.push((limit, bound));
            limits.sort_unstable();
            // A run that is refused stops earlier than one that is not.
            let ended = run(&machine, &limits, &wasm, 2 * whole.instructions);
            if let Err(why) = ended.and_then(|ended| found.take(&ended.journal, limit, bound)) {
                failed += 1;
                println!("{}={bound}: {why}", limit.name());
            }
            tried += 1;
        }
        let Found { refused, compiled, least } = found;
        let least = least.map_or("none".into(), |bound| bound.to_string());
        println!("{} needs {needed}: {refused} refused, {compiled} compiled, from {least} on", limit.name());
    }
    println!("{tried} values, {failed} failed");
    exit(i32::from(failed > 0 || tried == 0));
}

/// How a run ended that made a statement.
struct Ended {
    journal: Journal,
    instructions: u64,
}

fn run(machine: &Machine, limits: &Limits, wasm: &[u8], most: u64) -> Result<Ended, String> {
    let mut machine = machine.clone();
    machine.give(pieces(limits, wasm));
    machine.run_plain(most)?;
    if machine.exit_code != 0 {
        return Err(format!("exit code {}", machine.exit_code));
    }
    let journal = decode(&machine.public_values).map_err(|e| format!("not a journal: {e:?}"))?;
    if journal.limits != *limits {
        return Err("the journal has other limits".into());
    }
    Ok(Ended { journal, instructions: machine.instructions })
}

/// The limits that a compilation meets while it runs, each with the value that it takes.
fn needs(journal: &Journal) -> Result<Vec<(LimitId, u64)>, String> {
    let Outcome::Compiled(artifact) = &journal.outcome else {
        return Err("the module does not compile".into());
    };
    let metric = |id: MetricId| journal.metric(id).ok_or_else(|| format!("{} was not measured", id.name()));
    Ok(vec![
        (LimitId::WasmBytes, journal.wasm.length),
        (LimitId::HeapBytes, metric(MetricId::PeakHeapBytes)?),
        (LimitId::AllocatedBytes, metric(MetricId::AllocatedBytes)?),
        (LimitId::ArtifactBytes, artifact.length),
        (LimitId::Functions, metric(MetricId::Functions)?),
        (LimitId::Operators, metric(MetricId::Operators)?),
        (LimitId::FunctionBytes, metric(MetricId::LargestFunction)?),
        (LimitId::Instructions, metric(MetricId::Instructions)?),
    ])
}

/// What came of the values of one limit, tried from the lowest to the highest.
#[derive(Default)]
struct Found {
    refused: u64,
    compiled: u64,
    /// The lowest bound within which the module compiled.
    least: Option<u64>,
}

impl Found {
    fn take(&mut self, journal: &Journal, limit: LimitId, bound: u64) -> Result<(), String> {
        match &journal.outcome {
            Outcome::Compiled(_) => {
                self.compiled += 1;
                self.least.get_or_insert(bound);
                Ok(())
            }
            Outcome::Rejected(why) => {
                self.refused += 1;
                if why.limit != Some(limit) || why.bound != bound {
                    return Err(format!("refused for something else: {why:?}"));
                }
                self.least.map_or(Ok(()), |least| Err(format!("refused, though {least} was enough")))
            }
        }
    }
}

fn fail(message: &str) -> ! {
    eprintln!("zkcwasm-fuzz-limits: {message}");
    exit(2);
}
