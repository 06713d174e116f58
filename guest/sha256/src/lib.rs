//! SHA-256 (FIPS 180-4) in few instructions of RV64IM, which has no rotation.
//!
//! Hashing is ours and not the compiler's: nothing of upstream hashes while it compiles. A word beside its own copy makes a
//! rotation one shift; the message schedule is a ring of sixteen words. Tests hold it against the crate `sha2`.
#![cfg_attr(not(test), no_std)]

const ROUND: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
const START: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const BLOCK: usize = 64;

/// Two copies side by side: a rotation by up to 32 is one shift of it.
#[inline(always)]
fn twice(x: u32) -> u64 {
    u64::from(x) << 32 | u64::from(x)
}

#[inline(always)]
fn compress(state: &mut [u32; 8], block: &[u8; BLOCK]) {
    let mut schedule = [0u32; 16];
    for (word, bytes) in schedule.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for group in 0..4 {
        for i in 0..16 {
            if group > 0 {
                let (w1, w14) = (schedule[(i + 1) % 16], schedule[(i + 14) % 16]);
                let s0 = ((twice(w1) >> 7) ^ (twice(w1) >> 18)) as u32 ^ (w1 >> 3);
                let s1 = ((twice(w14) >> 17) ^ (twice(w14) >> 19)) as u32 ^ (w14 >> 10);
                schedule[i] =
                    schedule[i].wrapping_add(s0).wrapping_add(schedule[(i + 9) % 16]).wrapping_add(s1);
            }
            let s1 = ((twice(e) >> 6) ^ (twice(e) >> 11) ^ (twice(e) >> 25)) as u32;
            let choose = g ^ (e & (f ^ g));
            let t1 = h
                .wrapping_add(s1)
                .wrapping_add(choose)
                .wrapping_add(ROUND[16 * group + i])
                .wrapping_add(schedule[i]);
            let s0 = ((twice(a) >> 2) ^ (twice(a) >> 13) ^ (twice(a) >> 22)) as u32;
            let majority = (a & (b ^ c)) ^ (b & c);
            (h, g, f, e) = (g, f, e, d.wrapping_add(t1));
            (d, c, b, a) = (c, b, a, t1.wrapping_add(s0).wrapping_add(majority));
        }
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut state = START;
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for block in blocks {
        compress(&mut state, block);
    }
    let mut last = [0u8; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    // The length is in the last eight bytes of a block: of the next one, where this has no room for it.
    if rest.len() >= BLOCK - 8 {
        compress(&mut state, &last);
        last = [0; BLOCK];
    }
    last[BLOCK - 8..].copy_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    compress(&mut state, &last);
    let mut digest = [0u8; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::sha256;
    use sha2::{Digest, Sha256};

    #[test]
    fn vectors_of_fips_180() {
        let of = |text: &str| hex::encode(sha256(text.as_bytes()));
        assert_eq!(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        );
    }

    #[test]
    fn the_same_as_another_implementation_for_every_length() {
        let mut x = 1u64;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (x >> 56) as u8
        })
        .take(1000)
        .collect();
        for length in (0..300).chain([511, 512, 513, 1000]) {
            let expected: [u8; 32] = Sha256::digest(&bytes[..length]).into();
            assert_eq!(sha256(&bytes[..length]), expected, "{length}");
        }
    }
}
