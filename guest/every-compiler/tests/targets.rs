//! Every target: code is made for it, always the same, and for no two the same.
#![cfg(feature = "all-targets")]

use object::{Architecture, Endianness, Object};
use std::collections::BTreeSet;
use zkcwasm_compiler::{compile, engine_for, Profile, Target};

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
