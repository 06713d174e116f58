//! The program's course: one module, one request, one statement.
//!
//! Every way out that says something about the module (compiled, refused, out of heap, compiler panic) commits
//! a journal and exits with 0. Exit code 1 means that the input was not even a request, and proves nothing.

use crate::compiler::Compiler;
use crate::figures::{code_figures, CodeFigures};
use crate::imports::AllowedImports;
use crate::limits::Limits;
use crate::request::Request;
use crate::shape::{measure, Shape};
use crate::statement::Statement;
use std::cell::Cell;
use zkcwasm_journal::{encode, LimitId, MetricId, Outcome, RejectReason, Rejection};
use zkcwasm_runtime::{
    check_instructions, commit_and_halt, halt_failed, heap_use, instructions, lift_limits, read_input,
    set_limits, Exceeded, RunLimits,
};

/// What is known of the module by now.
#[derive(Clone, Copy)]
struct Figures {
    functions: u64,
    imported_functions: u64,
    largest_function: u64,
    operators: u64,
    code: Option<CodeFigures>,
}

const NOTHING: Figures =
    Figures { functions: 0, imported_functions: 0, largest_function: 0, operators: 0, code: None };

// What a run ends with, wherever it ends: a limit or a panic can come out of any allocation, so nothing of this is ever
// borrowed, only put in and taken out.
thread_local! {
    static STATEMENT: Cell<Option<Statement>> = const { Cell::new(None) };
    static FIGURES: Cell<Figures> = const { Cell::new(NOTHING) };
    static LIMITS: Cell<RunLimits> = const { Cell::new(RunLimits::NONE) };
}

/// Makes the program: its start, and where a panic goes, which is the only place that there is in the library that images are
/// built with (guest/omissions/library.diff).
#[macro_export]
macro_rules! program {
    ($compiler:ty) => {
        #[no_mangle]
        fn zkcwasm_main() -> ! {
            $crate::run::<$compiler>()
        }

        #[no_mangle]
        #[cold]
        #[inline(never)]
        fn zkcwasm_panic() -> ! {
            $crate::panicked::<$compiler>()
        }
    };
}

/// The whole run.
pub fn run<C: Compiler>() -> ! {
    let (Some(request), Some(imports), Some(wasm)) = (read_input(), read_input(), read_input()) else {
        halt_failed()
    };
    let (Ok(request), Ok(allowed)) = (Request::decode(request), AllowedImports::decode(imports)) else {
        halt_failed()
    };
    let limits = request.limits.clone();
    let statement = Statement::new(request, C::identity(), imports, wasm);
    STATEMENT.set(Some(statement));
    let bytes = |id| limits.get(id).map_or(usize::MAX, |v| usize::try_from(v).unwrap_or(usize::MAX));
    let run_limits = RunLimits {
        live: bytes(LimitId::HeapBytes),
        total: bytes(LimitId::AllocatedBytes),
        instructions: limits.get(LimitId::Instructions).unwrap_or(u64::MAX),
    };
    LIMITS.set(run_limits);
    set_limits(run_limits, exceeded::<C>);
    C::count_passes(check_instructions);

    let length = wasm.len() as u64;
    keep_to::<C>(&limits, RejectReason::ModuleTooLarge, LimitId::WasmBytes, length);
    let mut shape = Shape::default();
    let measured = measure(wasm, &limits, allowed, &mut shape, check_instructions);
    let figures = Figures {
        functions: shape.functions,
        imported_functions: shape.imported_functions,
        largest_function: shape.largest_function,
        operators: shape.operators,
        code: None,
    };
    FIGURES.set(figures);
    if let Err(rejection) = measured {
        reject::<C>(rejection);
    }
    let Some(compiler) = C::new() else { halt_failed() };
    let artifact = match compiler.compile(wasm) {
        Ok(artifact) => artifact,
        Err(rejection) => reject::<C>(rejection),
    };
    keep_to::<C>(&limits, RejectReason::ArtifactTooLarge, LimitId::ArtifactBytes, artifact.len() as u64);
    let code = C::stack_frames(&artifact).and_then(|frames| code_figures(&artifact, frames, &shape.calls));
    FIGURES.set(Figures { code, ..figures });
    finish::<C>(Statement::compiled(&artifact))
}

/// The end of a run in which something panicked.
#[cold]
#[inline(never)]
pub fn panicked<C: Compiler>() -> ! {
    reject::<C>(in_function::<C>(Rejection::plain(RejectReason::CompilerPanic)))
}

fn keep_to<C: Compiler>(limits: &Limits, reason: RejectReason, id: LimitId, value: u64) {
    if let Err(rejection) = limits.check(reason, id, value) {
        reject::<C>(rejection);
    }
}

fn exceeded<C: Compiler>(exceeded: Exceeded) -> ! {
    let bound = LIMITS.get();
    let (reason, id, value, bound) = match exceeded {
        Exceeded::Live(bytes) => {
            (RejectReason::HeapLimit, LimitId::HeapBytes, bytes as u64, bound.live as u64)
        }
        Exceeded::Total(bytes) => {
            (RejectReason::AllocationLimit, LimitId::AllocatedBytes, bytes as u64, bound.total as u64)
        }
        Exceeded::Instructions(n) => {
            (RejectReason::InstructionLimit, LimitId::Instructions, n, bound.instructions)
        }
    };
    reject::<C>(in_function::<C>(Rejection::over(reason, id, value, bound)))
}

/// Says which function was being compiled, if one was.
fn in_function<C: Compiler>(rejection: Rejection) -> Rejection {
    let imported = FIGURES.get().imported_functions;
    let index = C::functions_started().checked_sub(1).and_then(|n| u32::try_from(n + imported).ok());
    Rejection { function: index, ..rejection }
}

fn reject<C: Compiler>(rejection: Rejection) -> ! {
    finish::<C>(Outcome::Rejected(rejection))
}

/// The end of every run. Figures are taken first; what is allocated after them is as large as the limits' list and the
/// names are, and no limit is in force any more. A panic in here would find no statement, and end it.
fn finish<C: Compiler>(outcome: Outcome) -> ! {
    let (executed, heap, figures) = (instructions(), heap_use(), FIGURES.get());
    lift_limits();
    let Some(statement) = STATEMENT.take() else { halt_failed() };
    let bound = LIMITS.get().instructions;
    let outcome = match outcome {
        Outcome::Compiled(_) if executed > bound => {
            let (reason, id) = (RejectReason::InstructionLimit, LimitId::Instructions);
            Outcome::Rejected(Rejection::over(reason, id, executed, bound))
        }
        outcome => outcome,
    };
    let mut metering = vec![
        (MetricId::PeakHeapBytes, heap.peak as u64),
        (MetricId::AllocatedBytes, heap.total as u64),
        (MetricId::LargestAllocation, heap.largest as u64),
        (MetricId::HeapFootprint, heap.footprint as u64),
        (MetricId::Functions, figures.functions),
        (MetricId::LargestFunction, figures.largest_function),
        (MetricId::CompilePasses, C::passes_started()),
        (MetricId::Operators, figures.operators),
    ];
    if let Some(code) = figures.code {
        metering.push((MetricId::CodeBytes, code.code_bytes));
        metering.extend(code.largest_frame.map(|bytes| (MetricId::LargestFrameBytes, bytes)));
        metering.extend(code.deepest_stack.map(|bytes| (MetricId::DeepestStackBytes, bytes)));
    }
    metering.push((MetricId::Instructions, executed));
    let journal = statement.journal(outcome, metering);
    commit_and_halt(&encode(&journal))
}
