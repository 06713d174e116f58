//! Limits of shape: each is met exactly, and refused one above, with its place.

use zkcwasm_image::journal::{LimitId, RejectReason, Rejection};
use zkcwasm_image::{measure, AllowedImports, Limits, Shape};

const ANY: &[u8] = &[1, 0, 0, 0, 1, 0, 0, 0, b'*', 1, 0, 0, 0, b'*'];
const NONE: &[u8] = &[0; 4];

fn look(module: &str, limits: Vec<(LimitId, u64)>, imports: &[u8]) -> Result<Shape, Rejection> {
    let wasm = wat::parse_str(module).expect("the module is text");
    let mut shape = Shape::default();
    let allowed = AllowedImports::decode(imports).expect("the list is canonical");
    measure(&wasm, &Limits(limits), allowed, &mut shape, || ()).map(|()| shape)
}

/// One of everything, with counts that differ from each other.
const MODULE: &str = r#"(module
  (type (func (param i32 i32 i32) (result i32 i32)))
  (type (func))
  (import "env" "a" (func (type 1)))
  (import "env" "t" (table 7 funcref))
  (import "env" "m" (memory 3))
  (import "env" "g" (global i32))
  (table 9 funcref)
  (global i32 (i32.const 1))
  (global i32 (i32.const 2))
  (export "f" (func 1))
  (elem (i32.const 0) func 1 1 1)
  (elem (i32.const 4) func 1)
  (data (i32.const 0) "x")
  (data (i32.const 8) "y")
  (data (i32.const 9) "z")
  (func (type 0) (local i64 i64)
    (block (block (br_table 0 1 1 0 (local.get 0))))
    (loop (loop) (loop (if (local.get 0) (then (loop)))) (br_if 0 (local.get 1)))
    (loop)
    (local.get 0) (local.get 1))
  (func (type 1))
)"#;

#[test]
fn every_limit_of_shape_is_exact() {
    // operators of the first function: block block local.get br_table end end loop loop end loop local.get if loop end
    // end end local.get br_if end loop end local.get local.get end
    let expected = [
        (LimitId::Types, 2, None),
        (LimitId::Imports, 4, None),
        (LimitId::Functions, 2, None),
        (LimitId::Tables, 2, None),
        (LimitId::Memories, 1, None),
        (LimitId::Globals, 3, None),
        (LimitId::Exports, 1, None),
        (LimitId::ElementSegments, 2, None),
        (LimitId::DataSegments, 3, None),
        (LimitId::TableElements, 9, None),
        (LimitId::MemoryPages, 3, None),
        (LimitId::ElementItems, 4, None),
        (LimitId::Locals, 5, Some(1)),
        (LimitId::Operators, 25, Some(2)),
        (LimitId::FunctionLocals, 5, Some(1)),
        (LimitId::FunctionParams, 3, None),
        (LimitId::FunctionResults, 2, None),
        (LimitId::FunctionOperators, 24, Some(1)),
        (LimitId::FunctionBlocks, 8, Some(1)),
        (LimitId::FunctionNesting, 4, Some(1)),
        (LimitId::BrTableTargets, 4, Some(1)),
        (LimitId::FunctionBranches, 5, Some(1)),
        (LimitId::FunctionBlockLocals, 40, Some(1)),
        (LimitId::FunctionLoopNesting, 3, Some(1)),
        (LimitId::FunctionBranchLocals, 25, Some(1)),
    ];
    for (id, value, function) in expected {
        assert!(look(MODULE, vec![(id, value)], ANY).is_ok(), "{} at {value}", id.name());
        let refused = look(MODULE, vec![(id, value - 1)], ANY).expect_err(id.name());
        assert_eq!((refused.reason, refused.limit), (RejectReason::ShapeLimit, Some(id)));
        assert_eq!((refused.value, refused.bound), (value, value - 1), "{}", id.name());
        assert_eq!(refused.function, function, "{}", id.name());
        assert!(refused.offset.is_some(), "{}", id.name());
    }
    let bytes = look(MODULE, vec![], ANY).expect("no limits").largest_function;
    assert!(look(MODULE, vec![(LimitId::FunctionBytes, bytes)], ANY).is_ok());
    assert!(look(MODULE, vec![(LimitId::FunctionBytes, bytes - 1)], ANY).is_err());
}

#[test]
fn an_import_that_is_not_listed_is_refused_with_its_index_and_place() {
    let refused = look(MODULE, vec![], NONE).expect_err("no import is allowed");
    assert_eq!((refused.reason, refused.value, refused.limit), (RejectReason::ImportNotAllowed, 0, None));
    let wasm = wat::parse_str(MODULE).unwrap();
    let at = usize::try_from(refused.offset.unwrap()).unwrap();
    assert_eq!(&wasm[at..at + 6], b"\x03env\x01a");
    assert!(look("(module (func))", vec![], NONE).is_ok());
}

#[test]
fn malformed_modules_are_left_to_the_compiler() {
    for bytes in [
        &b""[..],
        b"\0asm\x01\0\0\0\x01\xff",
        b"\0asm\x0d\0\x01\0",
        b"\0asm\x01\0\0\0\x0a\x04\x01\x02\x00\xff",
    ] {
        let allowed = AllowedImports::decode(NONE).unwrap();
        assert_eq!(
            measure(bytes, &Limits::default(), allowed, &mut Shape::default(), || ()),
            Ok(()),
            "{bytes:?}"
        );
    }
}

#[test]
fn a_count_that_the_section_does_not_hold_is_over_the_limit_already() {
    // A function section that claims 2^32 - 1 functions.
    let wasm = b"\0asm\x01\0\0\0\x03\x05\xff\xff\xff\xff\x0f";
    let limits = Limits(vec![(LimitId::Functions, 10)]);
    let allowed = AllowedImports::decode(NONE).unwrap();
    let refused = measure(wasm, &limits, allowed, &mut Shape::default(), || ()).expect_err("too many");
    assert_eq!(refused.value, u64::from(u32::MAX));
}
