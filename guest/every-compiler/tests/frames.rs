//! Frame sizes against an independent reading: a disassembler adds up what each prologue takes off the stack pointer.
#![cfg(feature = "x86_64-linux")]

use iced_x86::{Code, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, Register};
use zkcwasm_compiler::{
    code_figures, compile, engine_for, measure, AllowedImports, Limits, Profile, Shape, Target,
};

const TARGET: Target = Target::X86_64Linux;
const ANY: &[u8] = &[1, 0, 0, 0, 1, 0, 0, 0, b'*', 1, 0, 0, 0, b'*'];

fn artifact(wasm: &[u8]) -> (Vec<u8>, Shape) {
    artifact_of(wasm, &Profile::fast_exec(TARGET))
}

fn artifact_of(wasm: &[u8], profile: &Profile) -> (Vec<u8>, Shape) {
    let mut shape = Shape::default();
    measure(wasm, &Limits::default(), AllowedImports::decode(ANY).unwrap(), &mut shape, || ())
        .expect("no limits");
    let engine = engine_for(profile).expect("the profile is valid");
    (compile(&engine, wasm).expect("the module compiles"), shape)
}

/// `n` values that live across calls.
fn busy(n: usize) -> String {
    let sets: String = (0..n).map(|i| format!("(local.set {i} (call $g (i64.const {i})))")).collect();
    let gets: String = (0..n).map(|i| format!("(local.get {i})")).collect();
    let locals = "(local i64)".repeat(n);
    let adds = "i64.add ".repeat(n - 1);
    format!(
        r#"(module (func $g (param i64) (result i64) (local.get 0))
      (func (export "f") (result i64) {locals} {sets} {gets} {adds}))"#
    )
}

/// Deepest that the code after the start takes the stack pointer before its first call or jump back, by disassembly; the
/// probes of a large frame go down and up again.
fn disassembled(code: &[u8]) -> u64 {
    let mut decoder = Decoder::new(64, code, DecoderOptions::NONE);
    let mut instruction = Instruction::default();
    let (mut down, mut deepest) = (8i64, 8i64); // the return address
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        match instruction.code() {
            Code::INVALID => break,
            _ if instruction.mnemonic() == Mnemonic::Push => down += 8,
            _ if instruction.op0_register() == Register::RSP => match instruction.mnemonic() {
                Mnemonic::Sub => down += i64::try_from(instruction.immediate(1)).unwrap(),
                Mnemonic::Add => down -= i64::try_from(instruction.immediate(1)).unwrap(),
                Mnemonic::Mov => break,
                _ => {}
            },
            _ => {}
        }
        deepest = deepest.max(down);
        if matches!(instruction.flow_control(), FlowControl::Call | FlowControl::Return) {
            break;
        }
    }
    u64::try_from(deepest).unwrap()
}

#[test]
fn frames_are_what_a_disassembler_finds() {
    for n in [1, 3, 40, 300] {
        let (artifact, shape) = artifact(&wat::parse_str(busy(n)).unwrap());
        let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
        let text = text_of(&artifact);
        assert_eq!(figures.code_bytes, text.len() as u64);
        // $g is first; f follows at the next multiple of 32.
        let (leaf, caller) = (disassembled(text), disassembled(&text[32..]));
        assert_eq!(leaf, 16);
        assert_eq!(figures.largest_frame, Some(caller), "{n}");
        assert_eq!(figures.deepest_stack, Some(leaf + caller), "{n}");
    }
}

/// A function that calls nothing compares the limit with the bytes below its return address only.
#[test]
fn frames_of_functions_that_call_nothing() {
    // `n` values that are all there before the first is used: more than there are registers.
    let leaf = |n: usize| {
        let loads: String = (0..n).map(|i| format!("(i64.load offset={} (local.get 0))", 8 * i)).collect();
        let sets: String = (0..n).rev().map(|i| format!("(local.set {})", i + 1)).collect();
        let mix: String = (0..n)
            .map(|i| format!("(i64.mul (i64.add (local.get {})) (i64.const 3))", 1 + i * 7 % n))
            .collect();
        let locals = "(local i64)".repeat(n);
        format!(
            r#"(module (memory 1) (func $g (param i32) (result i64) {locals} {loads} {sets} (i64.const 1)
          {mix}) (func (export "f") (result i64) (call $g (i32.const 0))))"#
        )
    };
    for n in [3, 13, 25, 100, 700] {
        let (artifact, shape) = artifact(&wat::parse_str(leaf(n)).unwrap());
        let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
        let expected = disassembled(text_of(&artifact));
        assert!(n == 3 || expected > 16, "{n}: {expected}");
        let deepest = figures.deepest_stack.expect("no recursion") - 16;
        assert_eq!(figures.largest_frame, Some(deepest), "{n}");
        assert!((expected..=expected + 16).contains(&deepest), "{n}: {deepest} for {expected}");
        assert!(expected >= 4096 || deepest == expected, "{n}: {deepest} for {expected}");
    }
}

/// Its code may well read a field of the instance into the register that the limit is read into elsewhere.
#[test]
fn a_function_without_a_frame_that_starts_with_a_load() {
    let module = r#"(module (import "e" "m" (memory 1)) (func (param $p i32) (param $b i32) (local $n i32)
      (if (i32.ge_u (local.tee $n (i32.load offset=8 (local.get $p))) (i32.load offset=4 (local.get $p)))
        (then unreachable))
      (i32.store offset=8 (local.get $p) (i32.add (local.get $n) (i32.const 1)))
      (i32.store8 (i32.add (i32.load (local.get $p)) (local.get $n)) (local.get $b))))"#;
    let (artifact, shape) = artifact(&wat::parse_str(module).unwrap());
    let code = text_of(&artifact);
    let loads = [[0x48, 0x8b, 0x7f], [0x4c, 0x8b, 0x57]];
    assert!(loads.iter().any(|load| code[4..7] == *load), "mov rdi or r10, [rdi + d8]");
    let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
    assert_eq!((figures.largest_frame, figures.deepest_stack), (Some(16), Some(16)));
}

/// Winch claims the deepest point of the whole function, pushes around calls included.
#[cfg(feature = "winch")]
#[test]
fn frames_of_the_baseline_compiler() {
    // Four values that wait on the stack while the fifth is made.
    let waiting = "(call $g (i64.const 1))".repeat(5);
    let pushing = format!(
        r#"(module (func $g (param i64) (result i64) (local.get 0))
          (func (export "f") (result i64) {waiting} i64.add i64.add i64.add i64.add))"#
    );
    for text in [busy(1), busy(3), busy(40), pushing] {
        let (artifact, shape) = artifact_of(&wat::parse_str(&text).unwrap(), &Profile::baseline(TARGET));
        let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
        let text = text_of(&artifact);
        let (leaf, length) = deepest_to_return(text);
        let (caller, _) = deepest_to_return(&text[(length + 2).next_multiple_of(16)..]); // `ud2` between them
        assert!(leaf <= caller);
        assert_eq!(figures.largest_frame, Some(caller));
        assert_eq!(figures.deepest_stack, Some(leaf + caller));
    }
}

/// Deepest that code without branches takes the stack pointer, and its length.
#[cfg(feature = "winch")]
fn deepest_to_return(code: &[u8]) -> (u64, usize) {
    let mut decoder = Decoder::new(64, code, DecoderOptions::NONE);
    let (mut down, mut deepest) = (8i64, 8i64); // the return address
    loop {
        let instruction = decoder.decode();
        match instruction.mnemonic() {
            Mnemonic::Push => down += 8,
            Mnemonic::Pop => down -= 8,
            Mnemonic::Sub if instruction.op0_register() == Register::RSP => {
                down += i64::try_from(instruction.immediate(1)).unwrap();
            }
            Mnemonic::Add if instruction.op0_register() == Register::RSP => {
                down -= i64::try_from(instruction.immediate(1)).unwrap();
            }
            Mnemonic::Ret => return (u64::try_from(deepest).unwrap(), decoder.position()),
            _ => {}
        }
        deepest = deepest.max(down);
    }
}

/// It is taken off the stack pointer at once after the probes, or page by page with them, as the compiler likes.
#[test]
fn a_frame_with_a_loop_of_probes() {
    let (artifact, shape) = artifact(&wat::parse_str(busy(3000)).unwrap());
    let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
    let frame = figures.largest_frame.expect("understood");
    let mut decoder = Decoder::new(64, &text_of(&artifact)[32..], DecoderOptions::NONE);
    let (mut instruction, mut at_once) = (Instruction::default(), 0);
    while decoder.can_decode() && instruction.mnemonic() != Mnemonic::Call {
        decoder.decode_out(&mut instruction);
        if instruction.mnemonic() == Mnemonic::Sub && instruction.op0_register() == Register::RSP {
            at_once = at_once.max(instruction.immediate(1));
        }
    }
    if at_once >= 3000 * 8 {
        // With the return address and frame pointer, and 16 bytes more where it does not follow at once on the limit.
        assert!((at_once + 16..=at_once + 32).contains(&frame), "{frame} for {at_once}");
    } else {
        assert!((3000 * 8..3000 * 8 + 256).contains(&frame), "{frame}");
    }
}

#[test]
fn recursion_and_tables_of_others_leave_the_stack_without_a_bound() {
    for module in [
        "(module (func $f (call $f)))",
        "(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $f)
          (func $f (type $t) (call_indirect (type $t) (i32.const 0))))",
        "(module (type $t (func)) (import \"e\" \"t\" (table 1 funcref))
          (func (call_indirect (type $t) (i32.const 0))))",
    ] {
        let (artifact, shape) = artifact(&wat::parse_str(module).unwrap());
        let figures = code_figures(&artifact, TARGET, &shape.calls).expect("an artifact");
        assert!(figures.largest_frame.is_some());
        assert_eq!(figures.deepest_stack, None);
    }
}

#[test]
fn what_is_no_artifact_has_no_figures() {
    let (artifact, shape) = artifact(&wat::parse_str("(module (func))").unwrap());
    assert_eq!(code_figures(b"", TARGET, &shape.calls), None);
    for length in [10, 64, 100, artifact.len() - 1000] {
        assert_eq!(code_figures(&artifact[..length], TARGET, &shape.calls), None);
    }
}

fn text_of(artifact: &[u8]) -> &[u8] {
    use object::{Object, ObjectSection};
    let file = object::File::parse(artifact).unwrap();
    let (start, size) = file.section_by_name(".text").unwrap().file_range().unwrap();
    &artifact[usize::try_from(start).unwrap()..usize::try_from(start + size).unwrap()]
}
