//! The image: one module, one request, one statement.
//!
//! Every way out that says something about the module (compiled, refused, out of heap, compiler panic) commits
//! a journal and exits with 0. Exit code 1 means that the input was not even a request, and proves nothing.
#![cfg_attr(target_os = "zkvm", no_main)]

#[cfg(target_os = "zkvm")]
mod image {
    use std::cell::RefCell;
    use zkcwasm_compiler::journal::{encode, LimitId, MetricId, Outcome, RejectReason, Rejection};
    use zkcwasm_compiler::{
        code_figures, compile, count_passes, engine_for, functions_started, measure, passes_started,
        AllowedImports, CodeFigures, Limits, Profile, Request, Shape, Statement, Target,
    };
    use zkcwasm_runtime::{commit_and_halt, halt_failed, heap_use, read_input, set_heap_limits, HeapLimit};

    #[cfg(feature = "x86_64")]
    const TARGET: Target = Target::X86_64Linux;

    struct Run {
        statement: Statement,
        shape: Shape,
        code: Option<CodeFigures>,
    }

    thread_local! {
        static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
    }

    #[no_mangle]
    fn zkcwasm_main() -> ! {
        let (Some(request), Some(imports), Some(wasm)) = (read_input(), read_input(), read_input()) else {
            halt_failed()
        };
        let (Ok(request), Ok(allowed)) = (Request::decode(request), AllowedImports::decode(imports)) else {
            halt_failed()
        };
        let limits = request.limits.clone();
        #[cfg(not(any(feature = "fast-prove", feature = "baseline")))]
        let profile = Profile::fast_exec(TARGET);
        #[cfg(feature = "fast-prove")]
        let profile = Profile::fast_prove(TARGET);
        #[cfg(feature = "baseline")]
        let profile = Profile::baseline(TARGET);
        let statement = Statement::new(request, &profile, imports, wasm);
        RUN.set(Some(Run { statement, shape: Shape::default(), code: None }));
        let bytes = |id| limits.get(id).map_or(usize::MAX, |v| usize::try_from(v).unwrap_or(usize::MAX));
        set_heap_limits(bytes(LimitId::HeapBytes), bytes(LimitId::AllocatedBytes), heap_exceeded);
        count_passes();

        let length = wasm.len() as u64;
        keep_to(&limits, RejectReason::ModuleTooLarge, LimitId::WasmBytes, length);
        let mut shape = Shape::default();
        let measured = measure(wasm, &limits, allowed, &mut shape);
        RUN.with_borrow_mut(|run| run.iter_mut().for_each(|r| r.shape = std::mem::take(&mut shape)));
        if let Err(rejection) = measured {
            reject(rejection);
        }
        let Ok(engine) = engine_for(&profile) else { halt_failed() };
        let artifact = match compile(&engine, wasm) {
            Ok(artifact) => artifact,
            Err(rejection) => reject(rejection),
        };
        keep_to(&limits, RejectReason::ArtifactTooLarge, LimitId::ArtifactBytes, artifact.len() as u64);
        // Not while RUN is borrowed: this allocates, and the heap's limit ends in `finish`.
        let calls = RUN.with_borrow_mut(|run| run.as_mut().map(|r| std::mem::take(&mut r.shape.calls)));
        let code = calls.and_then(|calls| code_figures(&artifact, TARGET, &calls));
        RUN.with_borrow_mut(|run| run.iter_mut().for_each(|r| r.code = code));
        finish(Statement::compiled(&artifact))
    }

    /// Where a panic goes: the library that this is built with has nothing else there (guest/omissions/library.diff).
    #[no_mangle]
    #[cold]
    #[inline(never)]
    fn zkcwasm_panic() -> ! {
        reject(in_function(Rejection::plain(RejectReason::CompilerPanic)))
    }

    fn keep_to(limits: &Limits, reason: RejectReason, id: LimitId, value: u64) {
        if let Err(rejection) = limits.check(reason, id, value) {
            reject(rejection);
        }
    }

    fn heap_exceeded(which: HeapLimit, value: usize) -> ! {
        let (reason, id) = match which {
            HeapLimit::Live => (RejectReason::HeapLimit, LimitId::HeapBytes),
            HeapLimit::Total => (RejectReason::AllocationLimit, LimitId::AllocatedBytes),
        };
        let limit = |run: &Run| run.statement.request().limits.get(id);
        let bound = RUN.with(|run| run.try_borrow().ok()?.as_ref().and_then(limit)).unwrap_or(0);
        reject(in_function(Rejection::over(reason, id, value as u64, bound)))
    }

    /// Says which function was being compiled, if one was.
    fn in_function(rejection: Rejection) -> Rejection {
        let started = functions_started();
        let imported = RUN.with(|run| run.try_borrow().ok()?.as_ref().map(|r| r.shape.imported_functions));
        let index = started.checked_sub(1).zip(imported).and_then(|(n, i)| u32::try_from(n + i).ok());
        Rejection { function: index, ..rejection }
    }

    fn reject(rejection: Rejection) -> ! {
        finish(Outcome::Rejected(rejection))
    }

    fn finish(outcome: Outcome) -> ! {
        let heap = heap_use();
        let Some(run) = RUN.take() else { halt_failed() };
        let mut metering = vec![
            (MetricId::PeakHeapBytes, heap.peak as u64),
            (MetricId::AllocatedBytes, heap.total as u64),
            (MetricId::LargestAllocation, heap.largest as u64),
            (MetricId::HeapFootprint, heap.footprint as u64),
            (MetricId::Functions, run.shape.functions),
            (MetricId::LargestFunction, run.shape.largest_function),
            (MetricId::CompilePasses, passes_started()),
            (MetricId::Operators, run.shape.operators),
        ];
        if let Some(code) = run.code {
            metering.push((MetricId::CodeBytes, code.code_bytes));
            metering.extend(code.largest_frame.map(|bytes| (MetricId::LargestFrameBytes, bytes)));
            metering.extend(code.deepest_stack.map(|bytes| (MetricId::DeepestStackBytes, bytes)));
        }
        let journal = run.statement.journal(outcome, metering);
        commit_and_halt(&encode(&journal))
    }
}

#[cfg(not(target_os = "zkvm"))]
fn main() {
    eprintln!("this program runs inside a zkVM; build it with scripts/build-image");
    std::process::exit(2);
}
