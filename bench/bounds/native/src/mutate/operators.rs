//! Operators in place of others that take and give the same.

use super::body::Body;
use super::random::Random;
use wasm_encoder::Encode;

/// Opcodes of one byte without immediates, by what they take and give.
const ALIKE: &[&[u8]] = &[
    &[
        0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70,
        0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78,
    ],
    &[0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a],
    &[0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a],
    &[0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60],
    &[0x61, 0x62, 0x63, 0x64, 0x65, 0x66],
    &[0x45, 0x67, 0x68, 0x69, 0xc0, 0xc1],
    &[0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4],
    &[0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91],
    &[0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98],
    &[0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f],
    &[0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6],
    &[0xa8, 0xa9, 0xbc],
    &[0xaa, 0xab],
    &[0xb0, 0xb1],
    &[0xb2, 0xb3, 0xbe],
    &[0xb7, 0xb8],
    &[0xb9, 0xba, 0xbf],
    &[0xac, 0xad],
];

/// Loads and stores by what they take and give.
const ACCESSES: &[&[u8]] = &[
    &[0x28, 0x2c, 0x2d, 0x2e, 0x2f],
    &[0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35],
    &[0x36, 0x3a, 0x3b],
    &[0x37, 0x3c, 0x3d, 0x3e],
];

/// Behind 0xfd: two vectors to one.
const VECTORS: &[u32] = &[
    14, 78, 79, 80, 81, 101, 102, 110, 113, 120, 133, 134, 142, 145, 149, 174, 177, 181, 186, 206, 209, 213,
    228, 229, 230, 231, 232, 233, 240, 241, 242, 243, 244, 245,
];

/// The body with some operators exchanged for others: one, or all that are the same.
pub fn replaced(body: &Body, random: &mut Random) -> Option<Vec<u8>> {
    let code = |i: usize| body.code(i, i + 1);
    let candidates: Vec<usize> = (0..body.operators()).filter(|&i| can_be(code(i))).collect();
    let &chosen = candidates.get(random.below(candidates.len()))?;
    let old = code(chosen).to_vec();
    let everywhere = random.below(2) == 0;
    let new = other(&old, random)?;
    if !everywhere {
        return Some(body.with(chosen, chosen + 1, &new));
    }
    // Each constant gets a value of its own, so that tables of them grow.
    let fresh = matches!(old[0], 0x41 | 0x42 | 0x44) && random.below(2) == 0;
    let mut out = body.with(0, body.operators(), &[]);
    let tail = out.split_off(out.len() - 1);
    for i in 0..body.operators() {
        match code(i) {
            same if same == old && fresh => out.extend(other(&old, random)?),
            same if same == old => out.extend(&new),
            kept => out.extend(kept),
        }
    }
    out.extend(tail);
    Some(out)
}

fn can_be(code: &[u8]) -> bool {
    matches!(code[0], 0x20..=0x24 | 0x41 | 0x42 | 0x44 | 0x10) || family(code).is_some() || vector(code)
}

fn family(code: &[u8]) -> Option<&'static [u8]> {
    let groups = if code.len() == 1 { ALIKE } else { ACCESSES };
    groups.iter().copied().find(|group| group.contains(&code[0]))
}

fn vector(code: &[u8]) -> bool {
    code[0] == 0xfd && VECTORS.iter().any(|&op| code[1..] == leb(op))
}

fn leb(value: u32) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

fn other(old: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut out = vec![old[0]];
    match old[0] {
        // Whatever the index is of, the validator says whether the type is the same.
        0x20..=0x24 | 0x10 => out.extend(leb(random.magnitude(10) as u32)),
        0x41 => (random.next() as i32 >> random.below(32)).encode(&mut out),
        0x42 => (random.next() as i64 >> random.below(64)).encode(&mut out),
        0x44 => out.extend(random.next().to_le_bytes()),
        0xfd => out.extend(leb(VECTORS[random.below(VECTORS.len())])),
        _ => {
            let group = family(old)?;
            out[0] = group[random.below(group.len())];
            if old.len() > 1 {
                // An alignment that suits all of them.
                out.push(0);
                out.extend(leb(random.magnitude(20) as u32));
            }
        }
    }
    Some(out)
}
