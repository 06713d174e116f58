//! Fixed fields, integers little endian, byte strings with a u32 of length before them: `stateless/src/util/fields.ts`.

use crate::fault::Fault;

pub type Bytes32 = [u8; 32];

/// Takes fields one after the other.
pub struct Fields<'a> {
    rest: &'a [u8],
    fault: fn(&'static str) -> Fault,
}

impl<'a> Fields<'a> {
    pub fn new(bytes: &'a [u8], fault: fn(&'static str) -> Fault) -> Self {
        Self { rest: bytes, fault }
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        if self.rest.len() < length {
            return Err((self.fault)("it is cut short"));
        }
        let (head, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let bytes = self.take(N)?;
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        Ok(array)
    }

    pub fn u8(&mut self) -> Result<u8, Fault> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, Fault> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn bytes32(&mut self) -> Result<Bytes32, Fault> {
        self.array()
    }

    pub fn bytes(&mut self, most: usize) -> Result<&'a [u8], Fault> {
        let length = self.u32()? as usize;
        if length > most {
            return Err((self.fault)("a byte string of it is too long"));
        }
        self.take(length)
    }

    pub fn end(self) -> Result<(), Fault> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err((self.fault)("there is more after its end"))
        }
    }
}

/// A byte string as a field.
pub fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend((bytes.len() as u32).to_le_bytes());
    to.extend(bytes);
}
