//! `zkcwasm-profiler ELF WASM [--limit NAME=VALUE]... [--folded|--flamegraph|--heat|--counters|--journal FILE]...`: where an
//! image's cycles go.
//!
//! Runs the image (the unstripped ELF, for its symbols) in a plain RV64IM interpreter, independent of SP1's
//! executor, and prints instructions by crate, pass and function, and the 4 KiB pages of heap it touched: a second
//! count beside the image's own. `--flamegraph` writes an SVG, `--folded` the call stacks behind it, `--heat` how often each
//! address was reached, `--counters` the counters of an image that was built to count (`scripts/count-image.sh`) in
//! LLVM's raw format, `--journal` the public values.

mod counters;

use cranelift_codegen::timing::Pass;
use std::collections::HashMap;
use std::io::Write;
use zkcwasm_journal::{decode, LimitId, MetricId, Outcome};
use zkcwasm_profiler::machine::Machine;
use zkcwasm_profiler::request::{pieces, take_limits};
use zkcwasm_profiler::symbols::Symbols;

/// Ends quietly when whoever reads the output has seen enough.
macro_rules! say {
    ($($arg:tt)*) => {
        if writeln!(std::io::stdout(), $($arg)*).is_err() {
            std::process::exit(0);
        }
    };
}

/// Passes that a compilation has.
const PASSES: [Pass; 20] = [
    Pass::wasm_translate_module,
    Pass::wasm_translate_function,
    Pass::verifier,
    Pass::compile,
    Pass::flowgraph,
    Pass::domtree,
    Pass::loop_analysis,
    Pass::preopt,
    Pass::egraph,
    Pass::gvn,
    Pass::licm,
    Pass::unreachable_code,
    Pass::remove_constant_phis,
    Pass::vcode_lower,
    Pass::vcode_emit,
    Pass::vcode_emit_finish,
    Pass::regalloc,
    Pass::regalloc_checker,
    Pass::layout_renumber,
    Pass::canonicalize_nans,
];

const USAGE: &str =
    "usage: zkcwasm-profiler ELF WASM [--limit NAME=VALUE]... [--folded|--flamegraph|--heat|--counters|--journal FILE]...";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [elf, wasm, options @ ..] = args.as_slice() else { fail(USAGE) };
    if options.len() % 2 != 0 {
        fail(USAGE);
    }
    let read = |path: &str| std::fs::read(path).unwrap_or_else(|e| fail(&format!("cannot read {path}: {e}")));
    let elf = read(elf);
    let symbols = Symbols::of(&elf).unwrap_or_else(|e| fail(&e));
    let (limits, options) = take_limits(options).unwrap_or_else(|e| fail(&e));
    let mut machine = Machine::new(&elf, symbols.clone()).unwrap_or_else(|e| fail(&e));
    machine.give(pieces(&limits, &read(wasm)));
    if let Err(e) = machine.run() {
        fail(&e);
    }
    report(&machine, &symbols);
    for option in options {
        let bytes = match option[0].as_str() {
            "--folded" => folded(&machine, &symbols).into_bytes(),
            "--flamegraph" => flame_graph(&folded(&machine, &symbols)).unwrap_or_else(|e| fail(&e)),
            "--counters" => counters::raw_profile(&elf, &mut machine).unwrap_or_else(|e| fail(&e)),
            "--heat" => {
                machine.reached().map(|(at, n)| format!("{at:x} {n}\n")).collect::<String>().into_bytes()
            }
            "--journal" => machine.public_values.clone(),
            _ => fail(USAGE),
        };
        if let Err(e) = std::fs::write(&option[1], bytes) {
            fail(&format!("cannot write {}: {e}", option[1]));
        }
    }
}

fn flame_graph(folded: &str) -> Result<Vec<u8>, String> {
    let mut options = inferno::flamegraph::Options::default();
    options.title = "Cycles of a compilation in the zkVM".to_string();
    options.count_name = "cycles".to_string();
    // Narrower frames cannot be seen.
    options.min_width = 0.05;
    options.deterministic = true;
    let mut svg = Vec::new();
    inferno::flamegraph::from_lines(&mut options, folded.lines(), &mut svg).map_err(|e| e.to_string())?;
    Ok(svg)
}

fn folded(machine: &Machine, symbols: &Symbols) -> String {
    let mut out = String::new();
    for (stack, n) in machine.stacks() {
        let names: Vec<&str> = stack.iter().map(|&f| symbols.name(f)).collect();
        out.push_str(&format!("{} {n}\n", names.join(";")));
    }
    out
}

/// What the image says that it executed, which its journal states before it is committed: beside what it did until then,
/// and what it did after that.
fn count_of_the_image(machine: &Machine) {
    let all = machine.instructions;
    let ratio = machine.counter() as f64 / all as f64;
    say!("counter      {}, {ratio:.4} of them; {} behind at most", machine.counter(), machine.most_uncounted);
    let markers = machine.markers();
    say!(
        "of counting  {markers}, {:.2} % more than there would be without",
        100.0 * markers as f64 / (all - markers) as f64
    );
    let Ok(journal) = decode(&machine.public_values) else { return };
    match &journal.outcome {
        Outcome::Compiled(artifact) => say!("outcome      compiled, {} bytes", artifact.length),
        Outcome::Rejected(r) => {
            let of = r.limit.map_or("no limit", LimitId::name);
            let (reason, function) = (r.reason.name(), r.function);
            say!("outcome      {reason}: {of}, {} over {}, function {function:?}", r.value, r.bound);
        }
    }
    let Some(counted) = journal.metric(MetricId::Instructions) else { return };
    let Some(read) = machine.when_read(counted) else { fail("the journal's count was never read") };
    say!("journal      {counted}, {:.4} of the {read} until it was read", counted as f64 / read as f64);
    say!("not in it    {} instructions at the end", all - read);
}

fn report(machine: &Machine, symbols: &Symbols) {
    say!("instructions {}", machine.instructions);
    count_of_the_image(machine);
    say!("exit code    {}", machine.exit_code);
    say!("pages        {} (4 KiB, heap and input)", machine.pages());
    let mut by_crate: HashMap<&str, u64> = HashMap::new();
    let mut rows: Vec<(u64, usize)> = Vec::new();
    for (function, n) in machine.by_function().into_iter().enumerate() {
        if n > 0 {
            rows.push((n, function));
            *by_crate.entry(symbols.crate_of(function)).or_default() += n;
        }
    }
    let percent = |n: u64| 100.0 * n as f64 / machine.instructions as f64;
    let mut crates: Vec<_> = by_crate.into_iter().collect();
    crates.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
    say!("\nby crate");
    for (name, n) in crates.into_iter().take(25) {
        say!("{:6.2} % {n:12} {name}", percent(n));
    }
    let (by_pass, outside) = machine.by_pass();
    let mut passes: Vec<(u64, &str)> =
        PASSES.iter().map(|&p| (by_pass[p as usize], p.description())).collect();
    passes.push((outside, "no pass"));
    passes.sort_by_key(|&(n, name)| (std::cmp::Reverse(n), name));
    say!("\nby pass (what is inlined counts to the last one that began: the e-graph pass to loop analysis)");
    for (n, name) in passes.into_iter().filter(|(n, _)| *n > 0) {
        say!("{:6.2} % {n:12} {name}", percent(n));
    }
    rows.sort_by_key(|&(n, f)| (std::cmp::Reverse(n), f));
    say!("\nby function");
    for (n, function) in rows.into_iter().take(60) {
        say!("{:6.2} % {n:12} {}", percent(n), symbols.name(function));
    }
}

fn fail(message: &str) -> ! {
    eprintln!("zkcwasm-profiler: {message}");
    std::process::exit(2);
}
