//! The check refuses an image that was tampered with.

mod common;

use common::counting;
use object::{Object, ObjectSection, ObjectSymbol};
use zkcwasm_counter::check;
use zkcwasm_counter::instruction::Instruction;

const PROGRAM: &str = include_str!("program.s");

/// A linked program, with the means to change instructions of it.
struct Image {
    elf: Vec<u8>,
    /// Where the code is in the file, and where in memory.
    offset: usize,
    start: u64,
    instructions: usize,
}

impl Image {
    fn new(name: &str) -> Self {
        let elf = counting(name, PROGRAM);
        let (offset, start, instructions) = {
            let file = object::File::parse(&*elf).expect("an ELF");
            let text = file.section_by_name(".text").expect("code");
            let (offset, size) = text.file_range().expect("code is in the file");
            (offset as usize, text.address(), size as usize / 4)
        };
        Self { elf, offset, start, instructions }
    }

    fn symbol(&self, name: &str) -> usize {
        let file = object::File::parse(&*self.elf).expect("an ELF");
        let symbol = file.symbols().find(|s| s.name() == Ok(name)).expect("a symbol");
        ((symbol.address() - self.start) / 4) as usize
    }

    fn get(&self, i: usize) -> Instruction {
        let at = self.offset + 4 * i;
        Instruction(u32::from_le_bytes(self.elf[at..at + 4].try_into().expect("four bytes")))
    }

    fn with(&self, i: usize, word: Instruction) -> Vec<u8> {
        let mut elf = self.elf.clone();
        let at = self.offset + 4 * i;
        elf[at..at + 4].copy_from_slice(&word.0.to_le_bytes());
        elf
    }

    fn refused(&self, i: usize, word: Instruction) -> String {
        check(&self.with(i, word)).expect_err(&format!("{:#010x} at {i}", word.0)).to_string()
    }

    fn markers(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        (0..self.instructions).filter_map(|i| self.get(i).as_marker().map(|n| (i, n)))
    }
}

const NOTHING: Instruction = Instruction(0x0000_0013);

#[test]
fn no_marker_can_be_left_out_or_add_less() {
    let image = Image::new("markers");
    assert!(image.markers().count() > 10);
    for (i, adds) in image.markers() {
        // Some take back what was counted for a way that is not gone.
        if adds > 0 {
            assert!(image.refused(i, NOTHING).contains("may run that was not counted"));
        }
        assert!(image.refused(i, Instruction::marker(adds - 1)).contains("may run that was not counted"));
        // To count too much is no way to hide anything; what is counted is measured, see the profiler.
        check(&image.with(i, Instruction::marker(adds + 1))).expect("it counts more than it executes");
    }
}

#[test]
fn nothing_else_writes_the_counter() {
    let image = Image::new("writers");
    let work = image.symbol("work");
    // mv s11, zero; mv s11, a0; ld s11, 0(sp); sub s11, s11, a0; jal s11, 0.
    for word in [0x0000_0d93, 0x0005_0d93, 0x0001_3d83, 0x40ad_8db3, 0x0000_0def] {
        let refused = image.refused(work + 2, Instruction(word));
        assert!(refused.contains("something else writes the counter"), "{refused}");
    }
    // An addition that is no row's.
    let refused = image.refused(work + 2, Instruction(0x00ad_8db3));
    assert!(refused.contains("something else writes the counter"), "{refused}");
}

#[test]
fn a_branch_into_the_middle_of_a_block_is_refused() {
    let image = Image::new("branches");
    let mut tried = 0;
    for i in 0..image.instructions {
        let word = image.get(i);
        let Some(distance) = word.distance() else { continue };
        let to = (i as i64 + distance / 4) as usize;
        if image.get(to).as_marker().is_some() {
            let refused = image.refused(i, word.with_distance(distance + 4));
            assert!(refused.contains("may run that was not counted"), "{refused}");
            tried += 1;
        }
    }
    assert!(tried >= 5, "{tried}");
}

#[test]
fn a_call_past_the_start_of_a_function_is_refused() {
    let image = Image::new("calls");
    let call = (0..image.instructions).find(|&i| {
        let to = image.get(i).distance().map(|d| i as i64 + d / 4);
        image.get(i).rd() == 1 && to == Some(image.symbol("rows") as i64)
    });
    let call = call.expect("rows is called");
    let word = image.get(call);
    let refused = image.refused(call, word.with_distance(word.distance().expect("near") + 4));
    assert!(refused.contains("may run that was not counted"), "{refused}");
}

#[test]
fn an_address_of_the_middle_of_a_block_in_the_data_is_refused() {
    let image = Image::new("tables");
    let file = object::File::parse(&*image.elf).expect("an ELF");
    let (offset, size) = file.section_by_name(".rodata").and_then(|s| s.file_range()).expect("data");
    assert_eq!(size, 40);
    for i in 0..size / 8 {
        let mut elf = image.elf.clone();
        elf[(offset + 8 * i) as usize] += 4;
        let refused = check(&elf).expect_err("an address").to_string();
        assert!(refused.contains("may run that was not counted"), "{refused}");
    }
}

#[test]
fn a_row_has_to_count_what_is_run_of_it() {
    let image = Image::new("rows");
    let rows = image.symbol("rows");
    let add = (rows..).find(|&i| image.get(i).is_addition_to_counter()).expect("a row");
    // Half of it is added; it ends elsewhere; something other than loads and stores is in it.
    let half = Instruction(image.get(add - 1).0 + (1 << 20));
    assert!(image.refused(add - 1, half).contains("something else writes the counter"));
    let jump = image.get(add + 3);
    assert!(image.refused(add + 3, Instruction(jump.0 + (8 << 20))).contains("row"));
    assert!(image.refused(add + 4, NOTHING).contains("a row is not made of loads and stores"));
    // Something else jumps into it.
    let leaf = image.symbol("pointed");
    let into = Instruction::jump(4 * (add as i64 + 5 - (leaf as i64 + 1)));
    assert!(image.refused(leaf + 1, into).contains("leads into a row"));
}

#[test]
fn the_counter_is_set_to_zero_first_and_only_there() {
    let image = Image::new("start");
    let start = image.symbol("_start");
    assert!(image.refused(start, NOTHING).contains("does not start with setting the counter to zero"));
    let back = Instruction::jump(4 * (start as i64 - (start as i64 + 2)));
    assert!(image.refused(start + 2, back).contains("set to zero again"));
}

#[test]
fn what_is_no_image_is_an_error() {
    let image = Image::new("cut");
    assert!(check(&[]).is_err());
    assert!(check(b"\0asm\x01\0\0\0").is_err());
    for length in (0..image.offset + 4 * image.instructions).step_by(7) {
        assert!(check(&image.elf[..length]).is_err(), "{length}");
    }
    // No executable segment.
    let mut elf = image.elf.clone();
    for at in (64..64 + 6 * 56).step_by(56) {
        elf[at + 4] &= !1;
    }
    assert!(check(&elf).is_err());
}
