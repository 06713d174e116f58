//! What the compiler refuses gets the right reason, from error types and not from text.
#![cfg(feature = "x86_64-linux")]

use zkcwasm_compiler::journal::RejectReason;
use zkcwasm_compiler::{
    compile, count_passes, engine_for, functions_started, passes_started, Profile, Target,
};

fn reason(wasm: &[u8]) -> Result<usize, (RejectReason, Option<u64>)> {
    let engine = engine_for(&Profile::fast_exec(Target::X86_64Linux)).expect("the profile is valid");
    compile(&engine, wasm).map(|a| a.len()).map_err(|r| (r.reason, r.offset))
}

fn text(module: &str) -> Vec<u8> {
    wat::parse_str(module).expect("the module is text")
}

#[test]
fn bytes_that_are_no_module() {
    for bytes in [&b""[..], b"\0asm", b"\0asm\x01\0\0\0\x01", b"hello", &[0; 100]] {
        assert!(matches!(reason(bytes), Err((RejectReason::InvalidWasm, Some(_)))), "{bytes:?}");
    }
}

#[test]
fn a_component() {
    assert!(matches!(reason(&text("(component)")), Err((RejectReason::InvalidWasm, _))));
}

#[test]
fn features_that_the_profile_leaves_out() {
    for module in [
        "(module (memory i64 1))",
        "(module (memory 1 1 shared))",
        "(module (memory 1) (memory 1))",
        "(module (func (return_call 0)))",
        "(module (type (struct)))",
        "(module (tag))",
    ] {
        assert!(matches!(reason(&text(module)), Err((RejectReason::InvalidWasm, _))), "{module}");
    }
}

#[test]
fn type_errors_have_a_place() {
    let wasm = text("(module (func (result i32)))");
    assert!(
        matches!(reason(&wasm), Err((RejectReason::InvalidWasm, Some(o))) if o > 0 && o <= wasm.len() as u64)
    );
}

#[test]
fn passes_and_functions_are_counted() {
    let wasm = text("(module (import \"a\" \"b\" (func)) (func) (func (result i32) i32.const 1))");
    count_passes(|| ());
    assert!(reason(&wasm).is_ok());
    assert!(passes_started() > 10);
    assert_eq!(functions_started(), 2);
}
