//! The image: one module, one request, one statement.
//!
//! Every way out that says something about the module (compiled, refused, out of heap, compiler panic) commits
//! a journal and exits with 0. Exit code 1 means that the input was not even a request, and proves nothing.
#![cfg_attr(target_os = "zkvm", no_main)]

#[cfg(target_os = "zkvm")]
mod image {
    use std::cell::RefCell;
    use zkcwasm_compiler::journal::{encode, MetricId, Outcome, RejectReason, Rejection};
    use zkcwasm_compiler::{
        compile, count_passes, engine_for, passes_started, scan, ModuleShape, Profile, Request, Statement,
        Target,
    };
    use zkcwasm_runtime::{commit_and_halt, halt_failed, heap_use, read_input, set_heap_limit};

    #[cfg(feature = "x86_64")]
    const TARGET: Target = Target::X86_64Linux;

    struct Run {
        statement: Statement,
        request: Request,
        shape: ModuleShape,
    }

    thread_local! {
        static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
    }

    #[no_mangle]
    fn zkcwasm_main() -> ! {
        let (Some(request), Some(wasm)) = (read_input(), read_input()) else { halt_failed() };
        let Ok(request) = Request::decode(request) else { halt_failed() };
        let profile = Profile::fast_exec(TARGET);
        let statement = Statement::new(request, &profile, wasm);
        RUN.set(Some(Run { statement, request, shape: ModuleShape::default() }));
        std::panic::set_hook(Box::new(|_| reject(Rejection::plain(RejectReason::CompilerPanic))));
        set_heap_limit(usize::try_from(request.heap_bytes).unwrap_or(usize::MAX), heap_exceeded);
        count_passes();

        let length = wasm.len() as u64;
        if length > request.wasm_bytes {
            let bound = request.wasm_bytes;
            reject(Rejection { value: length, bound, ..Rejection::plain(RejectReason::ModuleTooLarge) });
        }
        let shape = scan(wasm);
        RUN.with_borrow_mut(|run| run.iter_mut().for_each(|r| r.shape = shape));
        let Ok(engine) = engine_for(&profile) else { halt_failed() };
        match compile(&engine, wasm) {
            Ok(artifact) => finish(Statement::compiled(&artifact)),
            Err(rejection) => reject(rejection),
        }
    }

    fn heap_exceeded(live: usize) -> ! {
        let bound = RUN.with_borrow(|run| run.as_ref().map_or(0, |r| r.request.heap_bytes));
        reject(Rejection { value: live as u64, bound, ..Rejection::plain(RejectReason::HeapLimit) })
    }

    fn reject(rejection: Rejection) -> ! {
        finish(Outcome::Rejected(rejection))
    }

    fn finish(outcome: Outcome) -> ! {
        let heap = heap_use();
        let Some(run) = RUN.take() else { halt_failed() };
        let metering = vec![
            (MetricId::PeakHeapBytes, heap.peak as u64),
            (MetricId::AllocatedBytes, heap.total as u64),
            (MetricId::LargestAllocation, heap.largest as u64),
            (MetricId::HeapFootprint, heap.footprint as u64),
            (MetricId::Functions, run.shape.functions),
            (MetricId::LargestFunction, run.shape.largest_function),
            (MetricId::CompilePasses, passes_started()),
        ];
        let journal = run.statement.journal(outcome, metering);
        commit_and_halt(&encode(&journal))
    }
}

#[cfg(not(target_os = "zkvm"))]
fn main() {
    eprintln!("this program runs inside a zkVM; build it with scripts/build-image");
    std::process::exit(2);
}
