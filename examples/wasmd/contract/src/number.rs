//! Unsigned decimal numbers.

/// Decimal digits, without leading zeros, of a number that fits into 64 bits.
pub fn parse(text: &[u8]) -> Option<u64> {
    if text.is_empty() || (text[0] == b'0' && text.len() > 1) {
        return None;
    }
    let mut value = 0u64;
    for byte in text {
        // A multiplication that is checked would take 128 bits.
        if !byte.is_ascii_digit() || value > u64::MAX / 10 {
            return None;
        }
        value = (value * 10).checked_add(u64::from(byte - b'0'))?;
    }
    Some(value)
}

/// A number in decimal digits.
pub struct Digits {
    digits: [u8; 20],
    start: usize,
}

impl Digits {
    pub fn of(mut value: u64) -> Self {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                return Self { digits, start };
            }
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}
