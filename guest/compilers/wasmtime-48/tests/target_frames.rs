//! Every target that has a machine stack: the frames of its code are read.
#![cfg(all(feature = "all-targets", feature = "winch"))]

use zkcwasm_compiler::{
    code_figures, compile, engine_for, measure, AllowedImports, Limits, Profile, Shape, Target,
};

/// `n` values that live across calls.
fn busy(n: usize) -> Vec<u8> {
    let sets: String = (0..n).map(|i| format!("(local.set {i} (call $g (i64.const {i})))")).collect();
    let gets: String = (0..n).map(|i| format!("(local.get {i})")).collect();
    let (locals, adds) = ("(local i64)".repeat(n), "i64.add ".repeat(n - 1));
    wat::parse_str(format!(
        r#"(module (func $g (param i64) (result i64) (local.get 0))
      (func (export "f") (result i64) {locals} {sets} {gets} {adds}))"#
    ))
    .expect("the module is text")
}

/// Against a disassembler: checks/frames.ts.
#[test]
fn frames_are_read_on_every_target_that_has_a_machine_stack() {
    // Frames of less than a page, of one, two and many.
    for n in [40, 600, 1100, 5000] {
        let wasm = busy(n);
        let mut shape = Shape::default();
        measure(&wasm, &Limits::default(), AllowedImports::decode(&[0; 4]).unwrap(), &mut shape, || ())
            .expect("no limits");
        for target in Target::ALL {
            let artifact = compile(&engine_for(&Profile::fast_exec(target)).unwrap(), &wasm).unwrap();
            let figures = code_figures(&artifact, target, &shape.calls).expect("an artifact");
            assert!(figures.code_bytes > 0, "{target:?}");
            if target == Target::Pulley64 {
                assert_eq!((figures.largest_frame, figures.deepest_stack), (None, None));
                continue;
            }
            let largest = figures.largest_frame.expect("the prologues are understood");
            let values = 8 * n as u64;
            assert!((values..values + 512).contains(&largest), "{target:?}: {largest} for {n}");
            let deepest = figures.deepest_stack.expect("no recursion");
            assert!((largest + 16..=largest + 160).contains(&deepest), "{target:?}: {deepest}");
        }
    }
}

#[test]
fn the_baseline_compilers_frames_are_read_on_both_of_its_targets() {
    let wasm = busy(40);
    let mut shape = Shape::default();
    measure(&wasm, &Limits::default(), AllowedImports::decode(&[0; 4]).unwrap(), &mut shape, || ())
        .expect("no limits");
    for target in [Target::X86_64Linux, Target::Aarch64Linux] {
        let artifact = compile(&engine_for(&Profile::baseline(target)).unwrap(), &wasm).unwrap();
        let figures = code_figures(&artifact, target, &shape.calls).expect("an artifact");
        let largest = figures.largest_frame.expect("the prologues are understood");
        assert!((320..1024).contains(&largest), "{target:?}: {largest}");
        assert!(figures.deepest_stack.expect("no recursion") > largest, "{target:?}");
    }
}
