//! Stack frames of 64-bit RISC-V functions, from the prologues that Cranelift writes.

use crate::words::Words;

/// Return address and saved frame pointer, which every function has.
const SETUP: u64 = 16;
/// A frame of this size or more touches every page of it; up to [`UNROLLED`] pages one by one, more in a loop.
const PAGE: i64 = 4096;
const UNROLLED: i64 = 3;
/// The registers that a prologue computes in. The code that follows never keeps a value in the first two.
const T6: u32 = 31;
const T5: u32 = 30;
const T3: u32 = 28;

const PUSH_FRAME: [u32; 4] = [0xff01_0113, 0x0011_3423, 0x0081_3023, 0x0001_0413]; // addi sp, sp, -16; sd ra, 8(sp); sd s0, 0(sp); mv s0, sp
const TRAP_BELOW: [u32; 2] = [0x01f1_7463, 0]; // bgeu sp, t6, past the trap
const ADD_T5: u32 = 0x01ff_0fb3; // add t6, t5, t6
const TOUCH: [u32; 2] = [0x01c1_0133, 0x0001_2023]; // add sp, sp, t3; sw zero, 0(sp)
const TOUCH_PAGES: [u32; 5] = [0x01fe_7a63, 0x41f1_0f33, 0x000f_0023, 0x41cf_8fb3, 0xff1f_f06f]; // bgeu t3, t6; sub t5, sp, t6; sb zero, 0(t5); sub t6, t6, t3; j

/// The frame that a function's prologue makes: return address, saved registers and everything below them. Read twice, which
/// must agree: from what the prologue compares the stack limit with (the bytes below its own [`SETUP`], and where it calls,
/// those of a callee's), and from what it takes off the stack pointer. `None` where they do not, or something else is there.
///
/// `context` is the place of the store's context in the instance, which the version of Wasmtime decides.
pub fn frame_bytes(code: &[u8], context: u8) -> Option<u64> {
    let mut code = Words::new(code);
    code.words(&PUSH_FRAME)?;
    if code.word(0x0005_3f83 | u32::from(context) << 20).is_none() {
        // `ld t6, context(a0)`: no limit is read, so this is a leaf without a frame of its own.
        return if moved(&mut code).is_none() { Some(SETUP) } else { None };
    }
    code.when(|word| word & 0xf_ffff == 0x000f_bf83)?; // ld t6, limit(t6)

    // A frame of more than 32 KiB is preceded by a comparison with the limit itself.
    let _large = code.words(&TRAP_BELOW);
    let claimed = added(&mut code)?;
    code.words(&TRAP_BELOW)?;
    touched(&mut code, claimed / PAGE)?;
    let taken = moved(&mut code).unwrap_or(0).checked_neg()?;
    let (claimed, taken) = (u64::try_from(claimed).ok()?, u64::try_from(taken).ok()?);
    (claimed == taken || claimed == taken + SETUP).then_some(taken + SETUP)
}

/// What is added to the limit.
fn added(code: &mut Words<'_>) -> Option<i64> {
    if let Some(word) = code.when(|word| word & 0xf_ffff == 0x000f_8f93) {
        return Some(low(word)); // addi t6, t6, #
    }
    let value = constant(code, T5)?;
    code.word(ADD_T5)?;
    Some(value)
}

/// The touching of so many pages, after which the stack pointer is where it was.
fn touched(code: &mut Words<'_>, pages: i64) -> Option<()> {
    if pages == 0 {
        return Some(());
    }
    if pages > UNROLLED {
        let right = constant(code, T6)? == pages * PAGE && constant(code, T3)? == PAGE;
        return if right { code.words(&TOUCH_PAGES) } else { None };
    }
    if constant(code, T3)? != -PAGE {
        return None;
    }
    for _ in 0..pages {
        code.words(&TOUCH)?;
    }
    (moved(code)? == pages * PAGE).then_some(())
}

/// The bytes that the stack pointer is moved by.
fn moved(code: &mut Words<'_>) -> Option<i64> {
    if let Some(word) = code.when(|word| word & 0xf_ffff == 0x0001_0113) {
        return Some(low(word)); // addi sp, sp, #
    }
    let mut next = *code;
    let value = constant(&mut next, T6)?;
    next.word(0x01f1_0133)?; // add sp, sp, t6
    *code = next;
    Some(value)
}

/// A constant that is loaded into a register: `lui` and `addi`, or one of them.
fn constant(code: &mut Words<'_>, register: u32) -> Option<i64> {
    let mut next = *code;
    let high = next.when(|word| word & 0xfff == register << 7 | 0x37);
    let base = if high.is_some() { register } else { 0 };
    let rest = next.when(|word| word & 0xf_ffff == base << 15 | register << 7 | 0x13);
    if high.is_none() && rest.is_none() {
        return None;
    }
    *code = next;
    let high = high.map_or(0, |word| i64::from((word & 0xffff_f000).cast_signed()));
    Some(high + rest.map_or(0, low))
}

/// The operand of 12 bits.
fn low(word: u32) -> i64 {
    i64::from(word.cast_signed() >> 20)
}

#[cfg(test)]
mod tests {
    use super::frame_bytes;

    fn frame(words: &[u32]) -> Option<u64> {
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        frame_bytes(&code, 8)
    }

    const SETUP: [u32; 4] = [0xff01_0113, 0x0011_3423, 0x0081_3023, 0x0001_0413];
    const LIMIT: [u32; 2] = [0x0085_3f83, 0x018f_bf83];

    fn checked(words: &[u32]) -> Option<u64> {
        frame(&[&SETUP[..], &LIMIT, words].concat())
    }

    #[test]
    fn a_leaf_without_a_frame() {
        assert_eq!(frame(&[&SETUP[..], &[0x0006_0513]].concat()), Some(16));
        assert_eq!(frame(&[&SETUP[..], &[0xfd01_0113]].concat()), None);
        assert_eq!(frame(&SETUP[..3]), None);
    }

    #[test]
    fn what_is_claimed_is_what_is_taken() {
        // addi t6, t6, 0x160; addi sp, sp, -0x150
        assert_eq!(checked(&[0x160f_8f93, 0x01f1_7463, 0, 0xeb01_0113]), Some(0x160));
        // A leaf's claim has no room for a callee's frame pointer.
        assert_eq!(checked(&[0x150f_8f93, 0x01f1_7463, 0, 0xeb01_0113]), Some(0x160));
        assert_eq!(checked(&[0x140f_8f93, 0x01f1_7463, 0, 0xeb01_0113]), None);
        assert_eq!(checked(&[0x160f_8f93, 0x01f1_7463, 0, 0x1501_0113]), None);
        assert_eq!(checked(&[0x160f_8f93, 0x01f1_7463, 0]), None);
    }

    #[test]
    fn a_frame_of_pages() {
        let touched = [
            [0x0000_1f37, 0x2e0f_0f13, 0x01ff_0fb3, 0x01f1_7463, 0, 0xffff_fe37].as_slice(),
            &[0x01c1_0133, 0x0001_2023, 0x0000_1fb7, 0x01f1_0133, 0xffff_ffb7, 0xd30f_8f93, 0x01f1_0133],
        ]
        .concat();
        assert_eq!(checked(&touched), Some(0x12e0));
        for at in 0..touched.len() {
            let mut other = touched.clone();
            other.remove(at);
            assert_eq!(checked(&other), None, "{at}");
        }
    }

    #[test]
    fn a_loop_over_pages() {
        let looped = [
            [0x01f1_7463, 0, 0x0002_7f37, 0x120f_0f13, 0x01ff_0fb3, 0x01f1_7463, 0, 0x0002_7fb7].as_slice(),
            &[0x0000_1e37, 0x01fe_7a63, 0x41f1_0f33, 0x000f_0023, 0x41cf_8fb3, 0xff1f_f06f],
            &[0xfffd_9fb7, 0xef0f_8f93, 0x01f1_0133],
        ]
        .concat();
        assert_eq!(checked(&looped), Some(0x2_7120));
        for at in 2..looped.len() {
            let mut other = looped.clone();
            other.remove(at);
            assert_eq!(checked(&other), None, "{at}");
        }
    }
}
