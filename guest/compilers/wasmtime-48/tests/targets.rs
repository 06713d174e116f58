//! Every target: code is made for it, always the same, and for no two the same.
#![cfg(feature = "all-targets")]

use object::{Architecture, Endianness, Object};
use std::collections::BTreeSet;
use zkcwasm_wasmtime_48::{
    code_figures, compile, engine_for, measure, AllowedImports, Limits, Profile, Shape, Target,
};

const MODULE: &str = r#"(module
  (memory 1 4)
  (data (i32.const 70000) "data")
  (table 4 funcref)
  (elem (i32.const 1) $f)
  (func $f (export "f") (param f64 i32) (result f64)
    (local i32)
    (loop $again
      (local.set 2 (i32.add (local.get 2) (i32.load (local.get 1))))
      (br_if $again (i32.lt_u (local.get 2) (i32.const 100))))
    (call_indirect (param f64 i32) (result f64)
      (f64.div (local.get 0) (f64.const 3)) (i32.const 0) (local.get 2)))
  (func (export "g") (param f32) (result f32) (f32.add (local.get 0) (local.get 0))))"#;

const SIMD: &str = r#"(module
  (func (export "g") (param v128) (result v128) (f32x4.add (local.get 0) (local.get 0))))"#;

#[test]
fn each_target_has_code_of_its_own() {
    let wasm = wat::parse_str(MODULE).expect("the module is text");
    let mut seen = BTreeSet::new();
    for target in Target::ALL {
        let profile = Profile::fast_exec(target);
        let once =
            compile(&engine_for(&profile).expect("the back end is linked"), &wasm).expect("it compiles");
        let again = compile(&engine_for(&profile).expect("as before"), &wasm).expect("as before");
        assert!(once == again, "{target:?}");
        assert!(seen.insert(once), "{target:?}");
        assert!(seen.insert(profile.digest().to_vec()), "{target:?}");
    }
}

#[test]
fn the_artifact_says_which_machine_it_is_for() {
    let wasm = wat::parse_str(MODULE).expect("the module is text");
    for (target, architecture, endianness) in [
        (Target::X86_64Linux, Architecture::X86_64, Endianness::Little),
        (Target::Aarch64Linux, Architecture::Aarch64, Endianness::Little),
        (Target::Riscv64Linux, Architecture::Riscv64, Endianness::Little),
        (Target::S390xLinux, Architecture::S390x, Endianness::Big),
    ] {
        let artifact = compile(&engine_for(&Profile::fast_exec(target)).unwrap(), &wasm).unwrap();
        let file = object::File::parse(&*artifact).expect("an ELF file");
        assert_eq!((file.architecture(), file.endianness()), (architecture, endianness), "{target:?}");
    }
}

#[test]
fn simd_is_refused_where_the_base_line_has_none() {
    let wasm = wat::parse_str(SIMD).expect("the module is text");
    for target in Target::ALL {
        let compiled = compile(&engine_for(&Profile::fast_exec(target)).unwrap(), &wasm);
        assert_eq!(compiled.is_ok(), target != Target::Riscv64Linux, "{target:?}");
    }
}

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

/// Against a disassembler: scripts/test-frames.ts.
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
