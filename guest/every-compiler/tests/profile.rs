//! The profile's settings reach Wasmtime: each one changes the artifact, or the reason why it cannot is written here.
#![cfg(feature = "x86_64-linux")]

use zkcwasm_compiler::{compile, engine_for, Profile, Target};

/// Data, a table, floats, SIMD and a loop: something for each setting to change.
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
  (func (export "g") (param v128) (result v128) (f32x4.add (local.get 0) (local.get 0))))"#;

/// Settings whose neighbour values give the same bytes for every module, with the reason.
const ONLY_IN_THE_DIGEST: &[&str] = &[
    // Read only where `memory_init_cow` is on, which it is not.
    "memory_guaranteed_dense_image_size",
];

#[test]
fn every_setting_changes_the_artifact() {
    let wasm = wat::parse_str(MODULE).expect("the module is text");
    let base = Profile::fast_exec(Target::X86_64Linux);
    let artifact = |profile: &Profile| -> Result<Vec<u8>, String> {
        let engine = engine_for(profile).map_err(|e| format!("{e:#}"))?;
        compile(&engine, &wasm).map_err(|r| r.reason.name().to_string())
    };
    let expected = artifact(&base).expect("the profile compiles");
    assert_eq!(artifact(&base).as_ref(), Ok(&expected), "compiling is deterministic");
    for (name, varied) in base.variations() {
        let same = artifact(&varied).is_ok_and(|bytes| bytes == expected);
        assert_eq!(same, ONLY_IN_THE_DIGEST.contains(&name), "{name}");
    }
}

/// Without SIMD, which Winch has only with AVX. What it cannot do, such as canonical NaNs, its builder refuses.
#[cfg(feature = "winch")]
#[test]
fn every_setting_changes_the_artifact_of_the_baseline_compiler_or_is_refused() {
    let wasm =
        wat::parse_str(MODULE.replace("v128", "f32").replace("f32x4.", "f32.")).expect("the module is text");
    let artifact = |profile: &Profile| {
        let engine = engine_for(profile).map_err(|e| format!("{e:#}"))?;
        compile(&engine, &wasm).map_err(|r| r.reason.name().to_string())
    };
    let base = Profile::baseline(Target::X86_64Linux);
    let expected = artifact(&base).expect("the profile compiles");
    for (name, varied) in base.variations() {
        let same = artifact(&varied).is_ok_and(|bytes| bytes == expected);
        assert_eq!(same, ONLY_IN_THE_DIGEST.contains(&name), "{name}");
    }
}

#[test]
fn the_environment_changes_nothing() {
    let wasm = wat::parse_str(MODULE).expect("the module is text");
    let profile = Profile::fast_exec(Target::X86_64Linux);
    let once = compile(&engine_for(&profile).unwrap(), &wasm).unwrap();
    std::env::set_var("WASMTIME_BACKTRACE_DETAILS", "1");
    let again = compile(&engine_for(&profile).unwrap(), &wasm).unwrap();
    std::env::remove_var("WASMTIME_BACKTRACE_DETAILS");
    assert!(once == again);
}
