//! Bit after bit, the lowest of a byte first.

use crate::check::Refusal;
use crate::context::Digest;
use crate::words::{from_number, PRIME};
use slop_algebra::PrimeField32;
use sp1_primitives::SP1Field;

/// Bits of a field element.
const FIELD_BITS: u32 = 31;

/// Bytes that grow by bits.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// Fewer than eight bits that are not in `bytes` yet.
    rest: u64,
    bits: u32,
}

impl Writer {
    pub fn after(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::default() }
    }

    /// The lowest bits of a number that has no others, at most 32.
    pub fn put(&mut self, number: u32, bits: u32) {
        self.rest |= u64::from(number) << self.bits;
        self.bits += bits;
        while self.bits >= 8 {
            self.bytes.push(self.rest as u8);
            self.rest >>= 8;
            self.bits -= 8;
        }
    }

    pub fn put_field(&mut self, field: SP1Field) {
        self.put(field.as_canonical_u32(), FIELD_BITS);
    }

    pub fn finish(mut self) -> Vec<u8> {
        if self.bits > 0 {
            self.bytes.push(self.rest as u8);
        }
        self.bytes
    }
}

/// Bytes that are read by bits.
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// So many bits, at most 32, as a number.
    #[inline]
    pub fn take(&mut self, bits: u32) -> Result<u32, Refusal> {
        let end = self.at + bits as usize;
        if end > 8 * self.bytes.len() {
            return Err(Refusal::Malformed);
        }
        let rest = &self.bytes[self.at / 8..];
        let eight = if let Some(eight) = rest.first_chunk::<8>() {
            *eight
        } else {
            let mut eight = [0; 8];
            eight[..rest.len()].copy_from_slice(rest);
            eight
        };
        let word = u64::from_le_bytes(eight) >> (self.at % 8);
        self.at = end;
        Ok((word & ((1 << bits) - 1)) as u32)
    }

    #[inline]
    pub fn take_field(&mut self) -> Result<SP1Field, Refusal> {
        match self.take(FIELD_BITS)? {
            number if number < PRIME => Ok(from_number(number)),
            _ => Err(Refusal::Malformed),
        }
    }

    pub fn take_digest(&mut self) -> Result<Digest, Refusal> {
        let mut digest = Digest::default();
        for field in &mut digest {
            *field = self.take_field()?;
        }
        Ok(digest)
    }

    /// Nothing is left but the zeros up to a whole byte.
    pub fn end(mut self) -> Result<(), Refusal> {
        let left = 8 * self.bytes.len() - self.at;
        if left < 8 && self.take(left as u32)? == 0 {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken() {
        let mut writer = Writer::after(vec![0xaa]);
        for (number, bits) in [(5, 3), (0x7fff_ffff, 31), (0, 1), (0xffff_ffff, 32), (1, 22)] {
            writer.put(number, bits);
        }
        let bytes = writer.finish();
        assert_eq!(bytes.len(), 1 + 12);
        let mut reader = Reader::new(&bytes[1..]);
        for (number, bits) in [(5, 3), (0x7fff_ffff, 31), (0, 1), (0xffff_ffff, 32), (1, 22)] {
            assert_eq!(reader.take(bits), Ok(number));
        }
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn the_end_is_zeros_of_less_than_a_byte() {
        for (bytes, bits, good) in [
            (&[0b0000_0111][..], 3, true),
            (&[0b1000_0111], 3, false),
            (&[0b0000_0111, 0], 3, false),
            (&[0xff, 0], 8, false),
            (&[0xff], 8, true),
            (&[], 0, true),
        ] {
            let mut reader = Reader::new(bytes);
            reader.take(bits).unwrap();
            assert_eq!(reader.end().is_ok(), good, "{bytes:?}");
        }
        assert_eq!(Reader::new(&[0xff]).take(9), Err(Refusal::Malformed));
    }

    #[test]
    fn values_are_below_the_prime() {
        for (number, good) in [(0, true), (PRIME - 1, true), (PRIME, false), (0x7fff_ffff, false)] {
            let mut writer = Writer::default();
            writer.put(number, FIELD_BITS);
            let bytes = writer.finish();
            assert_eq!(Reader::new(&bytes).take_field().is_ok(), good, "{number}");
        }
    }
}
