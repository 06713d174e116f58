//! What calls through tables reach, rule by rule, and against a search that goes through everything.

use zkcwasm_image::{measure, AllowedImports, Limits, Shape, Unbounded};

const ANY: &[u8] = &[1, 0, 0, 0, 1, 0, 0, 0, b'*', 1, 0, 0, 0, b'*'];

fn shape_of(wasm: &[u8]) -> Shape {
    let mut shape = Shape::default();
    measure(wasm, &Limits::default(), AllowedImports::decode(ANY).unwrap(), &mut shape, || ())
        .expect("no limits");
    shape
}

/// The deepest path where function n takes 10^n bytes, so that the sum says who is on it.
fn deepest(module: &str) -> Result<u64, Unbounded> {
    let shape = shape_of(&wat::parse_str(module).expect("the module is text"));
    let frames: Vec<u64> = (0..shape.functions).map(|n| 10u64.pow(u32::try_from(n).unwrap())).collect();
    shape.calls.deepest(&frames)
}

#[test]
fn an_active_segment_names_the_candidates() {
    let module = |items: &str| {
        deepest(&format!(
            r#"(module (type $t (func)) (table 5 funcref) (elem (i32.const 0) {items})
              (func (export "f")) (func $a) (func $b) (func $main (call_indirect (type $t) (i32.const 0))))"#
        ))
    };
    assert_eq!(module("$a"), Ok(1010));
    assert_eq!(module("$a $b"), Ok(1100));
    assert_eq!(module("funcref (ref.func $a) (ref.null func)"), Ok(1010));
    assert_eq!(module("funcref (ref.null func)"), Ok(1000));
    assert_eq!(module(""), Ok(1000));
    assert_eq!(module("$main"), Err(Unbounded::Recursion(vec![3])));
}

/// `$main` (1000) calls a `$t` through table 0; `$a` (10) and `$b` (100) are of the type, `$f` (1) does as it is told.
fn with(parts: &str, code: &str) -> Result<u64, Unbounded> {
    deepest(&format!(
        r#"(module (type $t (func)) (type $gives (func (result funcref)))
          {parts}
          (func $f {code}) (func $a (type $t)) (func $b (type $t))
          (func $main (param i32) (call_indirect 0 (type $t) (i32.const 0))))"#
    ))
}

const OPEN: Result<u64, Unbounded> = Err(Unbounded::Table(0));

#[test]
fn a_table_that_others_may_write_to_is_not_known() {
    assert_eq!(with(r#"(table 2 funcref) (elem (i32.const 0) $a)"#, ""), Ok(1010));
    assert_eq!(with(r#"(table (export "t") 2 funcref) (elem (i32.const 0) $a)"#, ""), OPEN);
    assert_eq!(with(r#"(import "e" "t" (table 2 funcref)) (elem (i32.const 0) $a)"#, ""), OPEN);
    // Another table is that is exported.
    let other = r#"(table 2 funcref) (table (export "t") 2 funcref) (elem (i32.const 0) $a)"#;
    assert_eq!(with(other, ""), Ok(1010));
    assert_eq!(with(other, "(table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1))"), OPEN);
    assert_eq!(with(other, "(table.set 0 (i32.const 0) (table.get 1 (i32.const 0)))"), OPEN);
    // By way of a third one.
    let way = "(table.copy 2 1 (i32.const 0) (i32.const 0) (i32.const 1))
        (table.set 0 (i32.const 0) (table.get 2 (i32.const 0)))";
    assert_eq!(with(&format!("{other} (table 2 funcref)"), way), OPEN);
}

#[test]
fn what_table_init_copies_in_counts() {
    let parts = "(table 2 funcref) (elem (i32.const 0) $a) (elem $s func $b)";
    assert_eq!(with(parts, ""), Ok(1010));
    assert_eq!(with(parts, "(table.init $s (i32.const 0) (i32.const 0) (i32.const 1))"), Ok(1100));
    let declared = "(table 2 funcref) (elem (i32.const 0) $a) (elem declare func $b)";
    assert_eq!(with(declared, ""), Ok(1010));
}

#[test]
fn what_table_copy_brings_counts() {
    let parts =
        "(table 2 funcref) (table 2 funcref) (elem (i32.const 0) $a) (elem (table 1) (i32.const 0) func $b)";
    assert_eq!(with(parts, ""), Ok(1010));
    assert_eq!(with(parts, "(table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1))"), Ok(1100));
}

#[test]
fn what_is_written_is_one_of_the_functions_that_there_is_a_reference_of() {
    let parts = "(table 2 funcref) (elem (i32.const 0) $a) (elem declare func $b)";
    for write in [
        "(table.set 0 (i32.const 0) (ref.func $b))",
        "(table.fill 0 (i32.const 0) (ref.func $b) (i32.const 1))",
        "(drop (table.grow 0 (ref.func $b) (i32.const 1)))",
        "(local funcref) (local.set 0 (ref.func $b)) (table.set 0 (i32.const 0) (local.get 0))",
    ] {
        assert_eq!(with(parts, write), Ok(1100), "{write}");
    }
    assert_eq!(with(parts, "(table.set 0 (i32.const 0) (ref.null func))"), Ok(1010));
    assert_eq!(with(parts, "(drop (ref.func $b))"), Ok(1010));
    // Through a global variable, and from another table or segment.
    let global = "(table 2 funcref) (elem (i32.const 0) $a) (global funcref (ref.func $b))";
    assert_eq!(with(global, ""), Ok(1010));
    assert_eq!(with(global, "(table.set 0 (i32.const 0) (global.get 0))"), Ok(1100));
    let tables = "(table 2 funcref) (table 2 funcref) (elem (table 1) (i32.const 0) func $b)";
    assert_eq!(with(tables, ""), Ok(1000));
    assert_eq!(with(tables, "(table.set 0 (i32.const 0) (table.get 1 (i32.const 0)))"), Ok(1100));
    // A table that starts with a function everywhere (not in the profile).
    assert_eq!(with("(table 2 funcref (ref.func $b))", ""), Ok(1100));
    // Written, then copied on.
    let on = "(table.set 1 (i32.const 0) (ref.func $b)) (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1))";
    assert_eq!(with(&format!("{tables} (elem declare func $b)"), on), Ok(1100));
}

#[test]
fn a_reference_from_outside_is_not_known_where_it_is_written() {
    let set = |value: &str| format!("(table.set 0 (i32.const 0) {value})");
    let table = "(table 2 funcref) (elem (i32.const 0) $a)";
    for (parts, value) in [
        (r#"(import "e" "f" (func $i (result funcref)))"#, "(call $i)"),
        (r#"(import "e" "f" (func $i (type $gives)))"#, "(call $i)"),
        (r#"(import "e" "g" (global funcref))"#, "(global.get 0)"),
        (r#"(import "e" "g" (global (mut funcref)))"#, "(global.get 0)"),
        (r#"(global (export "g") (mut funcref) (ref.null func))"#, "(global.get 0)"),
    ] {
        let parts = format!("{parts} {table}");
        assert_eq!(with(&parts, ""), Ok(1010), "{parts}");
        assert_eq!(with(&parts, &set(value)), OPEN, "{parts}");
    }
    assert_eq!(with(table, "(param funcref) (table.set 0 (i32.const 0) (local.get 0))"), OPEN);
    // A constant is not set by others, nor are values of the host functions.
    let constant = format!(r#"(global (export "g") funcref (ref.func $b)) {table}"#);
    assert_eq!(with(&constant, &set("(global.get 0)")), Ok(1100));
    let external = format!(
        r#"(import "e" "x" (global externref)) (import "e" "f" (func (result externref))) {table}
        (elem declare func $b)"#
    );
    assert_eq!(with(&external, &set("(ref.func $b)")), Ok(1100));
    // A segment with an item from an imported global.
    let segment =
        r#"(import "e" "g" (global funcref)) (table 2 funcref) (elem (i32.const 0) funcref (global.get 0))"#;
    assert_eq!(with(segment, ""), OPEN);
}

#[test]
fn only_functions_of_the_same_type_are_candidates() {
    let module = |called: &str, found: &str| {
        deepest(&format!(
            r#"(module (type $called (func {called})) (type $found (func {found})) (table 2 funcref)
              (elem (i32.const 0) $a)
              (func $a (type $found) unreachable)
              (func $main unreachable (call_indirect (type $called))))"#
        ))
    };
    for ty in
        ["", "(param i32)", "(param i32 f64) (result i64)", "(param funcref externref)", "(result i32 i32)"]
    {
        assert_eq!(module(ty, ty), Ok(11), "{ty}");
        assert_eq!(module(ty, "(param v128)"), Ok(10), "{ty}");
    }
    assert_eq!(module("(param i32)", "(result i32)"), Ok(10));
    assert_eq!(module("(param i32 i32)", "(param i32) (result i32)"), Ok(10));
    assert_eq!(module("(param funcref)", "(param externref)"), Ok(10));
}

#[test]
fn types_with_subtypes_or_names_of_others_are_beyond_the_rules() {
    for types in [
        "(rec (type $t (func)) (type (func (param i32))))",
        "(type $s (sub (func))) (type $t (sub $s (func)))",
        "(type $s (struct)) (type $t (func))",
        "(type $s (func)) (type $t (func (param (ref $s))))",
    ] {
        let module = format!(
            "(module {types} (table 1 funcref) (func $main unreachable (call_indirect (type $t) (i32.const 0))))"
        );
        assert_eq!(deepest(&module), Err(Unbounded::Unknown), "{types}");
    }
}

#[test]
fn calls_of_references_are_not_known() {
    for code in ["(call_ref $t (ref.func $main))", "(return_call_ref $t (ref.func $main))"] {
        let module = format!("(module (type $t (func)) (elem declare func $main) (func $main {code}))");
        assert_eq!(deepest(&module), Err(Unbounded::Unknown), "{code}");
    }
}

#[test]
fn a_tail_call_counts_as_a_call() {
    assert_eq!(deepest("(module (func $a) (func $main (return_call $a)))"), Ok(11));
    assert_eq!(deepest("(module (func $main (return_call $main)))"), Err(Unbounded::Recursion(vec![0])));
    let through = "(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $a) (func $a)
        (func $main (return_call_indirect (type $t) (i32.const 0))))";
    assert_eq!(deepest(through), Ok(11));
}

#[test]
fn an_import_in_a_table_is_the_hosts_to_bound() {
    let parts = r#"(import "e" "f" (func $i)) (table 2 funcref) (elem (i32.const 0) $i $a)"#;
    assert_eq!(with(parts, ""), Ok(1010));
    assert_eq!(with(r#"(import "e" "f" (func $i)) (table 2 funcref) (elem (i32.const 0) $i)"#, ""), Ok(1000));
}

#[test]
fn recursion_through_a_table_has_no_bound() {
    let module = "(module (type $t (func)) (type $u (func (param i32))) (table 4 funcref)
        (elem (i32.const 0) $a $b $c)
        (func (export \"f\") (call $a))
        (func $a (call_indirect (type $u) (i32.const 1) (i32.const 1)))
        (func $b (param i32) (call $c))
        (func $c (call_indirect (type $t) (i32.const 0))))";
    assert_eq!(deepest(module), Err(Unbounded::Recursion(vec![1, 2, 3])));
}

#[test]
fn what_breaks_off_has_no_bound() {
    let wasm = wat::parse_str("(module (func) (func nop))").unwrap();
    assert_eq!(shape_of(&wasm).calls.deepest(&[1, 2]), Ok(2));
    for length in 0..wasm.len() {
        let shape = shape_of(&wasm[..length]);
        let frames = vec![1; usize::try_from(shape.functions).unwrap()];
        // A whole section may be missing: then the module ends where a module can.
        let bound = shape.calls.deepest(&frames);
        assert!(bound == Err(Unbounded::Unknown) || [8, 14, 19].contains(&length), "{length}: {bound:?}");
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let module = r#"(module (type $t (func)) (import "e" "t" (table 2 funcref)) (table 3 funcref) (elem $p func $a)
        (elem (table 1) (i32.const 0) func $a $b) (global (mut funcref) (ref.func $b)) (export "t" (table 1))
        (func $a (call_indirect 1 (type $t) (i32.const 0)) (table.init 1 $p (i32.const 0) (i32.const 0) (i32.const 0)))
        (func $b (table.set 1 (i32.const 0) (global.get 0)) (table.copy 1 0 (i32.const 0) (i32.const 0) (i32.const 0))))"#;
    let wasm = wat::parse_str(module).unwrap();
    for at in 8..wasm.len() {
        for bit in 0..8 {
            let mut broken = wasm.clone();
            broken[at] ^= 1 << bit;
            let shape = shape_of(&broken);
            let frames = vec![1; usize::try_from(shape.functions).unwrap()];
            let _ = shape.calls.deepest(&frames);
        }
    }
}
