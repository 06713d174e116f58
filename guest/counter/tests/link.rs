//! Programs that were linked with counting, run: they count what they execute.

mod common;

use common::{arguments, assemble, counting, folder, linker};
use object::{Object, ObjectSection, ObjectSegment};
use std::collections::HashMap;

const PROGRAM: &str = include_str!("program.s");

/// Runs an ELF of the few instructions that are used here, up to the first that stops the machine. Gives the number of
/// instructions executed, the counter, the sum that the program makes and the most by which the counter was behind.
fn run(elf: &[u8]) -> (u64, u64, u64, u64) {
    let file = object::File::parse(elf).expect("an ELF");
    let mut memory: HashMap<u64, u8> = HashMap::new();
    for segment in file.segments() {
        let data = segment.data().expect("a segment has data");
        memory.extend(data.iter().enumerate().map(|(i, &byte)| (segment.address() + i as u64, byte)));
    }
    let mut x = [0u64; 32];
    let mut pc = file.entry();
    let (mut executed, mut behind) = (0, 0);
    loop {
        let load = |at: u64, n: u64| {
            (0..n)
                .rev()
                .fold(0u64, |sum, i| sum << 8 | u64::from(memory.get(&(at + i)).copied().unwrap_or(0)))
        };
        let w = load(pc, 4) as u32;
        executed += 1;
        let (rd, rs1, rs2) = ((w >> 7 & 31) as usize, (w >> 15 & 31) as usize, (w >> 20 & 31) as usize);
        let (a, b, i) = (x[rs1], x[rs2], (w as i32 >> 20) as i64 as u64);
        let upper = (w & 0xffff_f000) as i32 as i64 as u64;
        let goes = zkcwasm_counter::instruction::Instruction(w).distance().unwrap_or(0);
        let mut next = pc + 4;
        let value = match (w & 0x7f, w >> 12 & 7) {
            (0x37, _) => upper,
            (0x17, _) => pc.wrapping_add(upper),
            (0x6f, _) => {
                next = pc.wrapping_add_signed(goes);
                pc + 4
            }
            (0x67, 0) => {
                next = a.wrapping_add(i);
                pc + 4
            }
            (0x63, condition @ (0 | 1)) => {
                if (a == b) == (condition == 0) {
                    next = pc.wrapping_add_signed(goes);
                }
                pc = next;
                behind = behind.max(executed - x[27].min(executed));
                continue;
            }
            (0x03, 3) => load(a.wrapping_add(i), 8),
            (0x23, 3) => {
                let offset = i64::from(w as i32 >> 25 << 5 | (w >> 7 & 31) as i32);
                for k in 0..8 {
                    memory.insert(a.wrapping_add_signed(offset) + k, (b >> (8 * k)) as u8);
                }
                pc = next;
                continue;
            }
            (0x13, 0) => a.wrapping_add(i),
            (0x13, 1) => a << (i & 63),
            (0x13, 5) => a >> (i & 63),
            (0x13, 7) => a & i,
            (0x33, 0) if w >> 25 == 0x20 => a.wrapping_sub(b),
            (0x33, 0) => a.wrapping_add(b),
            (0x73, _) => return (executed, x[27], x[9], behind),
            other => panic!("{w:#010x} at {pc:#x}: {other:?}"),
        };
        if rd != 0 {
            x[rd] = value;
        }
        behind = behind.max(executed - x[27].min(executed));
        pc = next;
    }
}

#[test]
fn a_program_counts_what_it_executes() {
    let elf = counting("counts", PROGRAM);
    let checked = zkcwasm_counter::check(&elf).expect("it counts itself");
    assert!(checked.markers > 10 && checked.reached > 1000, "{checked:?}");
    let (executed, counted, sum, behind) = run(&elf);
    // All but the instruction that sets the counter.
    assert_eq!(behind, 1);
    assert_eq!(counted, executed - 1);
    assert!(executed > 20_000, "{executed}");

    // The same program, as it is without.
    let folder = folder("plain");
    let (object, plain) = (assemble(&folder, PROGRAM), folder.join("plain.elf"));
    let status = std::process::Command::new(linker()).args(arguments(&object, &plain)).status();
    assert!(status.expect("the linker runs").success());
    let plain = std::fs::read(plain).expect("it was linked");
    let (without, _, same, _) = run(&plain);
    assert_eq!(sum, same);
    assert!(without < executed);
    let refused = zkcwasm_counter::check(&plain).expect_err("it does not count").to_string();
    assert!(refused.contains("may run that was not counted"), "{refused}");
}

#[test]
fn a_program_is_the_same_wherever_it_is_linked() {
    assert_eq!(counting("here", PROGRAM), counting("somewhere-else", PROGRAM));
}

/// The program with a constant in its data.
fn with_constant(constant: u64) -> String {
    format!("{PROGRAM}\n.section .rodata.constant,\"aR\",@progbits\n.balign 8\n.dword {constant:#x}\n")
}

/// Whether it is an address of code cannot be told, so what is there has to count for itself.
#[test]
fn a_number_that_happens_to_be_an_address_of_code_is_taken_for_one() {
    let without = counting("constant-0", &with_constant(0));
    let (executed, _, sum, _) = run(&without);
    let file = object::File::parse(&*without).expect("an ELF");
    let text = file.section_by_name(".text").expect("the program has code").address();
    let mut markers = Vec::new();
    // The program's start cannot be moved.
    for n in 6..60 {
        let elf = counting("constant", &with_constant(text + 4 * n));
        markers.push(zkcwasm_counter::check(&elf).expect("it counts itself").markers);
        let (more, counted, same, behind) = run(&elf);
        assert_eq!((same, behind, counted), (sum, 1, more - 1), "{n}");
        assert!(more >= executed, "{n}");
    }
    // In the middle of straight code there was nothing that counts.
    assert!(markers.iter().max() > markers.iter().min(), "{markers:?}");
}

#[test]
fn code_that_uses_the_register_for_something_else_is_not_linked() {
    let folder = folder("uses-the-register");
    let program = PROGRAM.replace("addi s1, s1, 5", "addi s11, s1, 5");
    let (object, elf) = (assemble(&folder, &program), folder.join("program.elf"));
    let refused =
        zkcwasm_counter::link::link(&linker(), &arguments(&object, &elf)).expect_err("it is refused");
    assert!(refused.to_string().contains("work writes the register that counts"), "{refused}");
    assert!(!elf.exists());
}

#[test]
fn what_the_linker_refuses_is_an_error() {
    let folder = folder("undefined");
    let program = PROGRAM.replace("call never", "call nowhere");
    let (object, elf) = (assemble(&folder, &program), folder.join("program.elf"));
    let refused =
        zkcwasm_counter::link::link(&linker(), &arguments(&object, &elf)).expect_err("it is refused");
    assert!(refused.to_string().contains("ended with"), "{refused}");
    assert!(!elf.exists());
    let left: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|e| e.expect("a file").path()).collect();
    assert!(left.iter().all(|path| path.is_file()), "{left:?}");
}

/// A random function: nested loops, ways that join, calls of those after it, memory.
fn random_function(state: &mut u64, number: usize, functions: usize) -> String {
    let mut next = |n: u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % n
    };
    let mut body = String::new();
    let mut labels = 0;
    let mut open: Vec<(String, Option<usize>)> = Vec::new();
    for _ in 0..30 + next(40) {
        match next(12) {
            0..=4 => body += &format!("addi s1, s1, {}\n", next(9)),
            5 | 6 if open.len() < 6 => {
                // What happens depends on what has happened.
                labels += 1;
                body += &format!("srli a0, s1, {}\nandi a0, a0, 1\nbeqz a0, {number}f\n", next(4))
                    .replace(&format!("{number}f"), &format!(".Lf{number}_{labels}"));
                open.push((format!(".Lf{number}_{labels}:\n"), None));
            }
            7 if open.len() < 6 && open.iter().filter(|(_, l)| l.is_some()).count() < 2 => {
                labels += 1;
                let depth = open.iter().filter(|(_, l)| l.is_some()).count();
                body += &format!("li s{}, {}\n.Lf{number}_{labels}:\n", depth + 2, 1 + next(4));
                let end = format!("addi s{0}, s{0}, -1\nbnez s{0}, .Lf{number}_{labels}\n", depth + 2);
                open.push((end, Some(depth)));
            }
            8 if number + 1 < functions && open.iter().all(|(_, l)| l.is_none()) => {
                body += &format!("call f{}\n", number + 1 + next((functions - number - 1) as u64) as usize);
            }
            9 if open.iter().all(|(_, l)| l.is_none()) => {
                // An early way out.
                labels += 1;
                body += &format!("andi a0, s1, 15\nbnez a0, .Lf{number}_{labels}\nj .Lend{number}\n.Lf{number}_{labels}:\n");
            }
            10 => {
                labels += 1;
                body += &format!("bnez sp, .Lf{number}_{labels}\ncall never\n.Lf{number}_{labels}:\n");
            }
            _ => {
                if let Some((end, _)) = open.pop() {
                    body += &end;
                }
            }
        }
    }
    while let Some((end, _)) = open.pop() {
        body += &end;
    }
    format!(
        ".section .text.f{number},\"ax\",@progbits\n.globl f{number}\n.type f{number},@function\nf{number}:\n\
         addi sp, sp, -16\nsd ra, 8(sp)\n{body}.Lend{number}:\nld ra, 8(sp)\naddi sp, sp, 16\nret\n\
         .size f{number}, .-f{number}\n"
    )
}

#[test]
fn random_programs_count_what_they_execute() {
    let mut state = 7;
    for round in 0..12 {
        let functions = 6;
        let mut program = PROGRAM.replace("call work", "call f0");
        for number in 0..functions {
            program += &random_function(&mut state, number, functions);
        }
        let elf = counting(&format!("random-{round}"), &program);
        zkcwasm_counter::check(&elf).expect("it counts itself");
        let (executed, counted, _, behind) = run(&elf);
        assert_eq!((behind, counted), (1, executed - 1), "{round}");
    }
}
