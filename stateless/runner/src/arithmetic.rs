//! 256-bit unsigned arithmetic on big-endian numbers. `None` is a division by zero, which traps.

use crate::protocol::Bytes32;
use ruint::aliases::U256;

/// A result, and whether it does not fit 256 bits (then it is the rest modulo 2^256).
pub type Wrapped = (Bytes32, bool);

fn number(bytes: &Bytes32) -> U256 {
    U256::from_be_bytes(*bytes)
}

fn wrapped((value, over): (U256, bool)) -> Wrapped {
    (value.to_be_bytes(), over)
}

pub fn add(a: &Bytes32, b: &Bytes32) -> Wrapped {
    wrapped(number(a).overflowing_add(number(b)))
}

pub fn sub(a: &Bytes32, b: &Bytes32) -> Wrapped {
    wrapped(number(a).overflowing_sub(number(b)))
}

pub fn mul(a: &Bytes32, b: &Bytes32) -> Wrapped {
    wrapped(number(a).overflowing_mul(number(b)))
}

pub fn pow(a: &Bytes32, b: &Bytes32) -> Wrapped {
    wrapped(number(a).overflowing_pow(number(b)))
}

/// Quotient and remainder.
pub fn div_rem(a: &Bytes32, b: &Bytes32) -> Option<(Bytes32, Bytes32)> {
    let divisor = number(b);
    if divisor.is_zero() {
        return None;
    }
    let (quotient, rest) = number(a).div_rem(divisor);
    Some((quotient.to_be_bytes(), rest.to_be_bytes()))
}

/// (a + b) mod m, over the whole sum.
pub fn add_mod(a: &Bytes32, b: &Bytes32, m: &Bytes32) -> Option<Bytes32> {
    let m = number(m);
    (!m.is_zero()).then(|| number(a).add_mod(number(b), m).to_be_bytes())
}

/// (a * b) mod m, over the whole product.
pub fn mul_mod(a: &Bytes32, b: &Bytes32, m: &Bytes32) -> Option<Bytes32> {
    let m = number(m);
    (!m.is_zero()).then(|| number(a).mul_mod(number(b), m).to_be_bytes())
}

/// a * b / d over the whole product of 512 bits, and whether the quotient does not fit.
pub fn mul_div(a: &Bytes32, b: &Bytes32, d: &Bytes32) -> Option<Wrapped> {
    use ruint::Uint;
    type U512 = Uint<512, 8>;
    let divisor = number(d);
    if divisor.is_zero() {
        return None;
    }
    let product: U512 = number(a).widening_mul(number(b));
    let quotient = product / U512::from(divisor);
    let bytes: [u8; 64] = quotient.to_be_bytes();
    let (high, low) = bytes.split_at(32);
    Some((low.try_into().expect("32 bytes"), high.iter().any(|&byte| byte != 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(value: u64) -> Bytes32 {
        U256::from(value).to_be_bytes()
    }
    const MAX: Bytes32 = [255; 32];

    #[test]
    fn small_numbers() {
        assert_eq!(add(&n(2), &n(3)), (n(5), false));
        assert_eq!(sub(&n(3), &n(2)), (n(1), false));
        assert_eq!(mul(&n(6), &n(7)), (n(42), false));
        assert_eq!(pow(&n(2), &n(10)), (n(1024), false));
        assert_eq!(div_rem(&n(17), &n(5)), Some((n(3), n(2))));
        assert_eq!(mul_div(&n(10), &n(10), &n(7)), Some((n(14), false)));
    }

    #[test]
    fn what_does_not_fit_says_so() {
        assert_eq!(add(&MAX, &n(1)), (n(0), true));
        assert_eq!(sub(&n(0), &n(1)), (MAX, true));
        assert!(mul(&MAX, &n(2)).1 && pow(&n(2), &n(256)).1);
        assert_eq!(mul_div(&MAX, &MAX, &MAX), Some((MAX, false)));
        assert!(mul_div(&MAX, &n(2), &n(1)).unwrap().1);
    }

    #[test]
    fn whole_sums_and_products_before_the_modulus() {
        assert_eq!(add_mod(&MAX, &MAX, &n(10)), Some(n(0)));
        assert_eq!(mul_mod(&MAX, &MAX, &n(7)), Some(n(1)));
    }

    #[test]
    fn nothing_divides_by_zero() {
        let zero = n(0);
        assert!(div_rem(&MAX, &zero).is_none() && mul_div(&MAX, &MAX, &zero).is_none());
        assert!(add_mod(&MAX, &MAX, &zero).is_none() && mul_mod(&MAX, &MAX, &zero).is_none());
    }
}
