//! Stack frames of IBM z functions, from the prologues that Cranelift writes.
//!
//! There is no frame pointer: each function saves its registers in the 160 bytes that its caller has reserved, and reserves
//! as many for those that it calls. Parameters that find no register are at the top of a function's own frame, where its
//! caller has put them.

/// A frame of this size or more touches every page of it; up to [`UNROLLED`] pages one by one, more in a loop.
const PAGE: i64 = 4096;
const UNROLLED: i64 = 2;

const TRAP_BELOW: &[u8] = &[0xb9, 0x61, 0xc0, 0xf1]; // clgrtle %r15, %r1
const TOUCH: &[u8] = &[0xa7, 0xfb, 0xf0, 0x00, 0x92, 0x00, 0xf0, 0x00]; // aghi %r15, -4096; mvi 0(%r15), 0
const AGAIN: &[u8] = &[0xa7, 0x16, 0xff, 0xfc]; // brct %r1
const CHAIN: &[u8] = &[0xe3, 0x10, 0xf0, 0x00, 0x00, 0x24]; // stg %r1, 0(%r15)

/// The frame that a function's prologue makes, with its parameters on the stack. Read twice, which must agree: from what the
/// prologue compares the stack limit with, and from what it and its caller take off the stack pointer. `None` where they do
/// not, or something else is there.
///
/// `context` is the place of the store's context in the instance, which the version of Wasmtime decides.
pub fn frame_bytes(code: &[u8], context: u8) -> Option<u64> {
    // lg %r1, context(%r2); lg %r1, limit(%r1)
    let code = code.strip_prefix(&[0xe3, 0x10, 0x20, context, 0x00, 0x04])?;
    let ([0xe3, 0x10, 0x10, _, 0x00, 0x04], code) = code.split_first_chunk()? else { return None };
    // A frame of more than 32 KiB is preceded by a comparison with the limit itself.
    let code = code.strip_prefix(TRAP_BELOW).unwrap_or(code);
    let (claimed, code) = address(code, 0x1)?;
    let code = touched(code.strip_prefix(TRAP_BELOW)?, claimed / PAGE)?;
    // stmg %rN, %r15, 8 * N + parameters(%r15)
    let ([0xeb, registers, a, b, c, 0x24], code) = code.split_first_chunk()? else { return None };
    if registers & 0xf != 0xf || a >> 4 != 0xf {
        return None;
    }
    let parameters = displacement(*a, *b, *c) - 8 * i64::from(registers >> 4);
    let (chained, code) = match code.strip_prefix(&[0xb9, 0x04, 0x00, 0x1f]) {
        Some(code) => (0, code), // lgr %r1, %r15
        None => address(code, 0xf)?,
    };
    let (moved, code) = moved(code)?;
    code.strip_prefix(CHAIN)?;
    if chained != parameters || parameters < 0 || claimed != parameters - moved {
        return None;
    }
    u64::try_from(claimed).ok()
}

/// The touching of so many pages, after which the stack pointer is where it was.
fn touched(mut code: &[u8], pages: i64) -> Option<&[u8]> {
    if pages == 0 {
        return Some(code);
    }
    if pages > UNROLLED {
        let (number, rest) = match code.strip_prefix(&[0xa7, 0x18]) {
            Some(rest) => half(rest)?,                        // lhi %r1, #
            None => word(code.strip_prefix(&[0xc0, 0x19])?)?, // iilf %r1, #
        };
        if number != pages {
            return None;
        }
        code = rest.strip_prefix(TOUCH)?.strip_prefix(AGAIN)?;
    } else {
        for _ in 0..pages {
            code = code.strip_prefix(TOUCH)?;
        }
    }
    let (back, code) = moved(code)?;
    (back == pages * PAGE).then_some(code)
}

/// The bytes that the stack pointer is moved by.
fn moved(code: &[u8]) -> Option<(i64, &[u8])> {
    match code.strip_prefix(&[0xa7, 0xfb]) {
        Some(rest) => half(rest),                        // aghi %r15, #
        None => word(code.strip_prefix(&[0xc2, 0xf8])?), // agfi %r15, #
    }
}

/// `la` or `lay %r1, #(BASE)`, and `algfi %r1, #` where the base is %r1 itself: the sum's other part.
fn address(code: &[u8], base: u8) -> Option<(i64, &[u8])> {
    match code {
        [0x41, 0x10, a, b, rest @ ..] if a >> 4 == base => Some((displacement(*a, *b, 0), rest)),
        [0xe3, 0x10, a, b, c, 0x71, rest @ ..] if a >> 4 == base => Some((displacement(*a, *b, *c), rest)),
        [0xc2, 0x1a, rest @ ..] if base == 1 => {
            rest.split_first_chunk().map(|(b, rest)| (i64::from(u32::from_be_bytes(*b)), rest))
        }
        _ => None,
    }
}

/// A displacement: 4 bits, 8 bits, and the upper 8, with the sign.
fn displacement(a: u8, b: u8, c: u8) -> i64 {
    i64::from(c.cast_signed()) << 12 | i64::from(a & 0xf) << 8 | i64::from(b)
}

/// A number of 16 bits, and what follows it.
fn half(code: &[u8]) -> Option<(i64, &[u8])> {
    code.split_first_chunk().map(|(b, rest)| (i64::from(i16::from_be_bytes(*b)), rest))
}

/// A number of 32 bits, and what follows it.
fn word(code: &[u8]) -> Option<(i64, &[u8])> {
    code.split_first_chunk().map(|(b, rest)| (i64::from(i32::from_be_bytes(*b)), rest))
}

#[cfg(test)]
mod tests {
    use super::frame_bytes;

    const LIMIT: [u8; 12] = [0xe3, 0x10, 0x20, 0x08, 0x00, 0x04, 0xe3, 0x10, 0x10, 0x18, 0x00, 0x04];

    fn frame(code: &[u8]) -> Option<u64> {
        frame_bytes(&[&LIMIT[..], code].concat(), 8)
    }

    /// la %r1, 384(%r1); clgrtle; stmg %r8, %r15, 288(%r15); la %r1, 224(%r15); aghi %r15, -160; stg %r1, 0(%r15)
    const PARAMETERS: [u8; 28] = [
        0x41, 0x10, 0x11, 0x80, 0xb9, 0x61, 0xc0, 0xf1, 0xeb, 0x8f, 0xf1, 0x20, 0x00, 0x24, //
        0x41, 0x10, 0xf0, 0xe0, 0xa7, 0xfb, 0xff, 0x60, 0xe3, 0x10, 0xf0, 0x00, 0x00, 0x24,
    ];

    #[test]
    fn parameters_on_the_stack_are_the_functions_own() {
        assert_eq!(frame(&PARAMETERS), Some(384));
        // Every one of its bytes counts, but for the number of the first register: it moves the place by as much.
        for at in 0..PARAMETERS.len() {
            for bit in 0..8 {
                let mut other = PARAMETERS;
                other[at] ^= 1 << bit;
                assert_eq!(frame(&other), None, "{at} {bit}");
            }
            assert_eq!(frame(&PARAMETERS[..at]), None);
        }
    }

    #[test]
    fn a_frame_of_pages() {
        let touched = [
            [0xe3, 0x10, 0x13, 0x30, 0x01, 0x71, 0xb9, 0x61, 0xc0, 0xf1].as_slice(), // lay %r1, 4912(%r1); clgrtle
            &[0xa7, 0xfb, 0xf0, 0x00, 0x92, 0x00, 0xf0, 0x00, 0xa7, 0xfb, 0x10, 0x00], // a page
            &[0xeb, 0x8f, 0xf0, 0x40, 0x00, 0x24, 0xb9, 0x04, 0x00, 0x1f, 0xa7, 0xfb, 0xec, 0xd0],
            &[0xe3, 0x10, 0xf0, 0x00, 0x00, 0x24],
        ]
        .concat();
        assert_eq!(frame(&touched), Some(4912));
        assert_eq!(frame(&[&touched[..10], &touched[22..]].concat()), None);
    }

    #[test]
    fn a_loop_over_pages() {
        let looped = [
            [0xb9, 0x61, 0xc0, 0xf1, 0xe3, 0x10, 0x11, 0x70, 0x27, 0x71, 0xb9, 0x61, 0xc0, 0xf1].as_slice(),
            &[0xa7, 0x18, 0x00, 0x27, 0xa7, 0xfb, 0xf0, 0x00, 0x92, 0x00, 0xf0, 0x00, 0xa7, 0x16, 0xff, 0xfc],
            &[0xc2, 0xf8, 0x00, 0x02, 0x70, 0x00, 0xeb, 0x8f, 0xf0, 0x40, 0x00, 0x24, 0xb9, 0x04, 0x00, 0x1f],
            &[0xc2, 0xf8, 0xff, 0xfd, 0x8e, 0x90, 0xe3, 0x10, 0xf0, 0x00, 0x00, 0x24],
        ]
        .concat();
        assert_eq!(frame(&looped), Some(160_112));
        let mut fewer = looped.clone();
        fewer[17] -= 1;
        assert_eq!(frame(&fewer), None);
    }
}
