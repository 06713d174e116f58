//! Stack frames of 64-bit Arm functions, from the prologues that Cranelift and Winch write.

use crate::words::Words;

/// Return address and saved frame pointer, which every function has.
const SETUP: u64 = 16;
/// What Winch saves of the caller's shadow stack pointer, rounded up to the stack's alignment.
const SHADOW: u64 = 16;
/// A frame of this size or more touches every page of it; up to [`UNROLLED`] pages one by one, more in a loop.
const PAGE: u64 = 4096;
const UNROLLED: u64 = 3;
/// The registers that a prologue computes in. The code that follows never keeps a value there.
const IP0: u32 = 16;
const IP1: u32 = 17;
const SP: u32 = 31;

const PUSH_FRAME: u32 = 0xa9bf_7bfd; // stp x29, x30, [sp, #-16]!
const SET_FRAME: u32 = 0x9100_03fd; // mov x29, sp
const PUSH_SHADOW: [u32; 2] = [0xf81f_0ffc, 0x9100_03fc]; // str x28, [sp, #-16]!; mov x28, sp
const COMPARE: u32 = 0xeb30_63ff; // cmp sp, x16
const ADD_IP1: u32 = 0x8b31_6210; // add x16, x16, x17, uxtx
const TOUCH: u32 = 0xb800_03ff; // stur wzr, [sp]
const TOUCH_PAGES: [u32; 4] = [0xd140_0610, 0xb830_6bff, 0xab11_021f, 0x54ff_ffac]; // sub x16, x16, #4096; str wzr, [sp, x16]; cmn x16, x17; b.gt

/// The frame that a function's prologue makes: return address, saved registers and everything below them. Read twice, which
/// must agree: from what the prologue compares the stack limit with (the bytes below its own [`SETUP`], and where it calls,
/// those of a callee's), and from what it takes off the stack pointer. `None` where they do not, or something else is there.
///
/// `context` is the place of the store's context in the instance, which the version of Wasmtime decides; with `winch`, prologues
/// of Winch are read as well.
pub fn frame_bytes(code: &[u8], context: u8, winch: bool) -> Option<u64> {
    let mut code = Words::new(code);
    code.words(&[PUSH_FRAME, SET_FRAME])?;
    if winch && code.words(&PUSH_SHADOW).is_some() {
        return winch_frame(code, context);
    }
    // The instance is the third parameter of Cranelift's wasm functions.
    if code.word(load(IP0, 2, context)).is_none() {
        // No limit is read: a leaf without a frame of its own.
        return if push(&mut code).is_none() && moved(&mut code, 0xd100_03ff, 0xcb30_63ff).is_none() {
            Some(SETUP)
        } else {
            None
        };
    }
    code.when(|word| word & 0xffe0_0fff == load(IP0, IP0, 0))?;
    // A frame of more than 32 KiB is preceded by a comparison with the limit itself.
    let _large = compare(&mut code);
    let claimed = added(&mut code)?;
    compare(&mut code)?;
    touched(&mut code, claimed / PAGE)?;
    let mut taken = 0;
    while let Some(bytes) = push(&mut code) {
        taken += bytes;
    }
    taken += moved(&mut code, 0xd100_03ff, 0xcb30_63ff).unwrap_or(0); // sub sp, sp, #; sub sp, sp, x16
    (claimed == taken || claimed == taken + SETUP).then_some(taken + SETUP)
}

/// The same for Winch, which compares in every function: with the limit and the most that it will have pushed below what its
/// prologue saves (`winch-codegen`, `isa/aarch64/masm.rs`, `check_stack`).
fn winch_frame(mut code: Words<'_>, context: u8) -> Option<u64> {
    code.word(load(IP0, 0, context))?;
    code.when(|word| word & 0xffe0_0fff == load(IP0, IP0, 0))?;
    let pushed = constant(&mut code, IP1)?;
    code.word(0x8b11_0210)?; // add x16, x16, x17
    compare(&mut code)?;
    Some(SETUP + SHADOW + pushed)
}

/// `ldur TO, [BASE, #OFFSET]`
const fn load(to: u32, base: u32, offset: u8) -> u32 {
    0xf840_0000 | (offset as u32) << 12 | base << 5 | to
}

/// `cmp sp, x16` and the jump to the trap where it is below.
fn compare(code: &mut Words<'_>) -> Option<()> {
    let mut next = *code;
    next.word(COMPARE)?;
    next.when(|word| word & 0xff00_001f == 0x5400_0003)?; // b.lo
    *code = next;
    Some(())
}

/// What is added to the limit.
fn added(code: &mut Words<'_>) -> Option<u64> {
    if let Some(word) = code.when(|word| word & 0xff80_03ff == 0x9100_0000 | IP0 << 5 | IP0) {
        return Some(immediate(word));
    }
    let value = constant(code, IP1)?;
    code.word(ADD_IP1)?;
    Some(value)
}

/// The touching of so many pages, after which the stack pointer is where it was.
fn touched(code: &mut Words<'_>, pages: u64) -> Option<()> {
    if pages == 0 {
        return Some(());
    }
    if pages > UNROLLED {
        code.word(0xd280_0000 | IP0)?; // mov x16, #0
        constant(code, IP1)?;
        return code.words(&TOUCH_PAGES);
    }
    for _ in 0..pages {
        if moved(code, 0xd100_03ff, 0xcb30_63ff)? != PAGE {
            return None;
        }
        code.word(TOUCH)?;
    }
    (moved(code, 0x9100_03ff, 0x8b30_63ff)? == pages * PAGE).then_some(()) // add sp, sp, #
}

/// One or two registers that are pushed: 16 bytes either way.
fn push(code: &mut Words<'_>) -> Option<u64> {
    code.when(|word| {
        matches!(word & 0xffff_ffe0, 0xf81f_0fe0 | 0xfc1f_0fe0) // str x or d, [sp, #-16]!
            || matches!(word & 0xffff_83e0, 0xa9bf_03e0 | 0x6dbf_03e0) // stp x or d, [sp, #-16]!
    })?;
    Some(16)
}

/// The bytes that the stack pointer is moved by, with these instructions for an immediate and for a register.
fn moved(code: &mut Words<'_>, by_immediate: u32, by_register: u32) -> Option<u64> {
    debug_assert_eq!(by_immediate & 0x3ff, SP << 5 | SP);
    if let Some(word) = code.when(|word| word & 0xff80_03ff == by_immediate) {
        return Some(immediate(word));
    }
    let mut next = *code;
    let value = constant(&mut next, IP0)?;
    next.word(by_register)?;
    *code = next;
    Some(value)
}

/// A constant that is loaded into a register, in one of the ways that `Inst::load_constant` has.
fn constant(code: &mut Words<'_>, register: u32) -> Option<u64> {
    let mut next = *code;
    let first = next.when(|word| word & 0x1f == register)?;
    let wide = first >> 31 == 1;
    let mut value = match first & 0x7f80_0000 {
        0x5280_0000 => half(first) << place(first),
        0x1280_0000 => !(half(first) << place(first)),
        0x3200_0000 if wide && first & 0x03e0 == 0x03e0 => mask(first)?,
        _ => return None,
    };
    // movk
    while let Some(word) = next.when(|w| w & 0xff80_001f == first & 0x8000_0000 | 0x7280_0000 | register) {
        value = value & !(0xffff << place(word)) | half(word) << place(word);
    }
    *code = next;
    Some(if wide { value } else { value & 0xffff_ffff })
}

/// The operand of 12 bits of `add` and `sub`.
fn immediate(word: u32) -> u64 {
    u64::from(word >> 10 & 0xfff) << if word & 1 << 22 == 0 { 0 } else { 12 }
}

/// The operand of 16 bits of `movz`, `movn` and `movk`.
fn half(word: u32) -> u64 {
    u64::from(word >> 5 & 0xffff)
}

/// How far it is shifted.
fn place(word: u32) -> u32 {
    16 * (word >> 21 & 3)
}

/// The operand of a logical instruction of 64 bits: a run of ones, turned.
fn mask(word: u32) -> Option<u64> {
    let (whole, turn, ones) = (word >> 22 & 1 == 1, word >> 16 & 63, (word >> 10 & 63) + 1);
    (whole && ones < 64).then(|| ((1u64 << ones) - 1).rotate_right(turn))
}

#[cfg(test)]
mod tests {
    use super::frame_bytes;

    fn code(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    fn frame(words: &[u32]) -> Option<u64> {
        frame_bytes(&code(words), 8, false)
    }

    const START: [u32; 4] = [0xa9bf_7bfd, 0x9100_03fd, 0xf840_8050, 0xf841_8210];
    const SMALL: [u32; 6] = [0x9105_4210, 0xeb30_63ff, 0x5400_2483, 0xa9bf_73fb, 0xd104_c3ff, 0xf800_03e2];

    #[test]
    fn a_leaf_without_a_frame() {
        assert_eq!(frame(&[0xa9bf_7bfd, 0x9100_03fd, 0xaa04_03e2, 0xa8c1_7bfd, 0xd65f_03c0]), Some(16));
        assert_eq!(frame(&[0xa9bf_7bfd, 0x9100_03fd, 0xd104_c3ff]), None);
        assert_eq!(frame(&[0xa9bf_7bfd, 0x9100_03fd, 0xa9bf_73fb]), None);
    }

    #[test]
    fn what_is_claimed_is_what_is_taken() {
        // add x16, x16, #0x150: stp and sub, and a callee's 16 bytes.
        assert_eq!(frame(&[&START[..], &SMALL].concat()), Some(16 + 16 + 0x130));
        for (at, other) in [(0, 0x9105_8210), (4, 0xd104_83ff), (3, 0xd503_201f)] {
            let mut small = SMALL;
            small[at] = other;
            assert_eq!(frame(&[&START[..], &small].concat()), None, "{at}");
        }
    }

    #[test]
    fn a_frame_of_pages() {
        let touched = [
            [0xd282_5a11, 0x8b31_6210, 0xeb30_63ff, 0x5402_0f23].as_slice(),
            &[0xd140_07ff, 0xb800_03ff, 0x9140_07ff, 0xa9bf_73fb, 0xd282_5610, 0xcb30_63ff],
        ]
        .concat();
        // mov x17, #0x12d0; a page is touched; stp; mov x16, #0x12b0; sub sp, sp, x16.
        assert_eq!(frame(&[&START[..], &touched].concat()), Some(16 + 16 + 0x12b0));
        for at in 0..touched.len() {
            let mut other = touched.clone();
            other.remove(at);
            assert_eq!(frame(&[&START[..], &other].concat()), None, "{at}");
        }
    }

    #[test]
    fn a_loop_over_pages() {
        let looped = [
            [0xeb30_63ff, 0x545f_66c3, 0x528e_2211, 0x72a0_0051, 0x8b31_6210, 0xeb30_63ff].as_slice(),
            &[0x545f_6643, 0xd280_0010, 0x528e_2211, 0x72a0_0051, 0xd140_0610, 0xb830_6bff],
            &[0xab11_021f, 0x54ff_ffac, 0xa9bf_73fb, 0x528e_1e10, 0x72a0_0050, 0xcb30_63ff],
        ]
        .concat();
        assert_eq!(frame(&[&START[..], &looped].concat()), Some(16 + 16 + 0x2_70f0));
    }

    #[test]
    fn the_baseline_compiler() {
        let words = [0xa9bf_7bfd, 0x9100_03fd, 0xf81f_0ffc, 0x9100_03fc, 0xf840_8010, 0xf841_8210];
        let rest = |first, second| [first, second, 0x8b11_0210, 0xeb30_63ff, 0x5400_01c3];
        let winch = |code: &[u32]| frame_bytes(&self::code(code), 8, true);
        assert_eq!(winch(&[&words[..], &rest(0xd280_0011, 0xf280_0311)].concat()), Some(32 + 0x18));
        assert_eq!(winch(&[&words[..], &rest(0xd2a0_0031, 0xf280_0311)].concat()), Some(32 + 0x1_0018));
        assert_eq!(frame(&[&words[..], &rest(0xd280_0011, 0xf280_0311)].concat()), None);
    }

    #[test]
    fn constants_in_every_form() {
        let value = |words: &[u32]| super::constant(&mut super::Words::new(&code(words)), 17);
        assert_eq!(value(&[0xd2a0_0051]), Some(0x2_0000)); // movz x17, #2, lsl #16
        assert_eq!(value(&[0x128e_2211]), Some(0xffff_8eef)); // movn w17, #0x7110
        assert_eq!(value(&[0xb27c_33f1]), Some(0x1_fff0)); // orr x17, xzr, #0x1fff0
        assert_eq!(value(&[0xd280_0010]), None);
        assert_eq!(value(&[]), None);
    }

    #[test]
    fn what_is_cut_short_has_no_frame() {
        let whole = code(&[&START[..], &SMALL].concat());
        for length in 8..whole.len() - 8 {
            let cut = frame_bytes(&whole[..length], 8, true);
            assert!(cut.is_none() || length < 12, "{length}");
        }
    }
}
