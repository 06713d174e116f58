//! Addition of `f32`, of which the register allocator's spill weights make very many: positive and normal, as a rule.

const FRACTION: u32 = 23;
const IMPLICIT: u32 = 1 << FRACTION;
const INFINITY: u32 = 0xff << FRACTION;
const SIGN: u32 = 1 << 31;
const QUIET: u32 = 1 << 22;
/// Bits kept below the fraction.
const EXTRA: u32 = 26;

/// The sum's bits, rounded to nearest even.
#[inline(always)]
pub fn add_bits(a: u32, b: u32) -> u32 {
    if (a | b) & SIGN == 0 {
        let (x, y) = if a < b { (b, a) } else { (a, b) };
        let (ex, ey) = (x >> FRACTION, y >> FRACTION);
        if ey != 0 && ex < 254 {
            let apart = ex - ey;
            if apart > 24 {
                return x;
            }
            let significand = |bits: u32| u64::from(bits & (IMPLICIT - 1) | IMPLICIT) << 24;
            let sum = significand(x) + (significand(y) >> apart);
            // 48 or 49 bits; the lowest 24 or 25 are rounded away.
            let carry = (sum >> 48) as u32;
            let drop = 24 + carry;
            let odd = sum >> drop & 1;
            let rounded = (sum + odd + ((1 << (drop - 1)) - 1)) >> drop;
            return ((ex + carry - 1) << FRACTION) + rounded as u32;
        }
    }
    add_any(a, b)
}

#[cold]
#[inline(never)]
fn add_any(a: u32, b: u32) -> u32 {
    let (x, y) = if a & !SIGN < b & !SIGN { (b, a) } else { (a, b) };
    let (magnitude, smaller) = (x & !SIGN, y & !SIGN);
    if magnitude >= INFINITY {
        return match magnitude > INFINITY || (smaller == INFINITY && x != y) {
            true => magnitude | QUIET,
            false => x,
        };
    }
    if smaller == 0 {
        return if magnitude == 0 { x & y } else { x };
    }
    let parts = |bits: u32| match bits >> FRACTION {
        0 => (1, bits),
        exponent => (exponent as i32, bits & (IMPLICIT - 1) | IMPLICIT),
    };
    let ((ex, mx), (ey, my)) = (parts(magnitude), parts(smaller));
    let apart = (ex - ey) as u32;
    let larger = u64::from(mx) << EXTRA;
    let other = if apart > EXTRA { 1 } else { u64::from(my) << EXTRA >> apart };
    let sum = if (x ^ y) & SIGN == 0 { larger + other } else { larger - other };
    if sum == 0 {
        return 0;
    }
    let top = 63 - sum.leading_zeros() as i32;
    let exponent = ex + top - (FRACTION + EXTRA) as i32;
    if exponent >= 255 {
        return x & SIGN | INFINITY;
    }
    // A result this small is exact.
    let drop = if exponent <= 0 { EXTRA as i32 + 1 - ex } else { top - FRACTION as i32 };
    let fraction = if drop <= 0 {
        sum << -drop
    } else {
        let odd = sum >> drop & 1;
        (sum + odd + ((1 << (drop - 1)) - 1)) >> drop
    };
    x & SIGN | ((((exponent.max(1) - 1) as u32) << FRACTION) + fraction as u32)
}

#[cfg(target_os = "zkvm")]
#[no_mangle]
extern "C" fn __addsf3(a: f32, b: f32) -> f32 {
    f32::from_bits(add_bits(a.to_bits(), b.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: u32, b: u32) {
        let (native, sum) = (f32::from_bits(a) + f32::from_bits(b), f32::from_bits(add_bits(a, b)));
        let same = native.to_bits() == sum.to_bits() || (native.is_nan() && sum.is_nan());
        assert!(same, "{a:#x} + {b:#x}: {:#x}, not {:#x}", sum.to_bits(), native.to_bits());
    }

    #[test]
    fn edges_add_as_the_processor_adds_them() {
        let mut edges = vec![0, 1, 2, IMPLICIT - 1, INFINITY, INFINITY | 1, INFINITY | QUIET];
        for exponent in [1, 2, 23, 24, 25, 26, 27, 100, 125, 126, 127, 128, 149, 150, 151, 152, 153, 253, 254]
        {
            for fraction in
                [0, 1, 2, IMPLICIT / 2 - 1, IMPLICIT / 2, IMPLICIT / 2 + 1, IMPLICIT - 2, IMPLICIT - 1]
            {
                edges.push(exponent << FRACTION | fraction);
            }
        }
        for &a in &edges {
            for &b in &edges {
                check(a, b);
                check(a | SIGN, b);
                check(a, b | SIGN);
                check(a | SIGN, b | SIGN);
            }
        }
    }

    #[test]
    fn numbers_without_pattern_add_as_the_processor_adds_them() {
        let mut state = 1u64;
        for _ in 0..2_000_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (a, b) = ((state >> 32) as u32, (state.rotate_left(17) >> 32) as u32);
            check(a, b);
            // Exponents that lie close together.
            check(a, a & SIGN ^ b & SIGN | (a & INFINITY) ^ (b >> 3 & 0x0f80_0000) | b & (IMPLICIT - 1));
        }
    }
}
