//! Frames on the two pipes: a length (u32), then that many bytes, of which the first says what they are. Integers are little
//! endian. A frame has one form; what is left over at its end is an error. `Reader` and `Writer` do the fields.
//!
//! Requests (to the runner):  1 execute, 2 value, 3 code absent, 4 code same, 5 code wasm, 6 code artifact, 7 abort
//! Answers (from it):         0x81 hello, 0x82 get, 0x83 set, 0x84 log, 0x85 enter, 0x86 leave, 0x87 code, 0x88 done,
//!                            0x89 fault

use std::io::{self, Read, Write};

/// Of the frames; hello names it.
pub const VERSION: u8 = 2;
/// Longest frame, bytes: an artifact and a little.
pub const MAX_FRAME: usize = 64 << 20;

pub const EXECUTE: u8 = 1;
pub const VALUE: u8 = 2;
pub const CODE_ABSENT: u8 = 3;
pub const CODE_SAME: u8 = 4;
pub const CODE_WASM: u8 = 5;
pub const CODE_ARTIFACT: u8 = 6;
pub const ABORT: u8 = 7;
pub const HELLO: u8 = 0x81;
pub const GET: u8 = 0x82;
pub const SET: u8 = 0x83;
pub const LOG: u8 = 0x84;
pub const ENTER: u8 = 0x85;
pub const LEAVE: u8 = 0x86;
pub const CODE: u8 = 0x87;
pub const DONE: u8 = 0x88;
pub const FAULT: u8 = 0x89;

pub type Bytes32 = [u8; 32];

/// Reads one frame; `None` where the input ends before one begins.
///
/// # Errors
/// A frame that is cut short, empty or too long.
pub fn read_frame(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut got = 0;
    while got < 4 {
        match from.read(&mut length[got..])? {
            0 if got == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => got += n,
        }
    }
    let length = u32::from_le_bytes(length) as usize;
    if length == 0 || length > MAX_FRAME {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes")));
    }
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(body))
}

/// Fields of a frame that is being made.
pub struct Writer(Vec<u8>);

impl Writer {
    pub fn new(tag: u8) -> Self {
        Self(vec![0, 0, 0, 0, tag])
    }
    pub fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }
    pub fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }
    pub fn bytes32(mut self, value: &Bytes32) -> Self {
        self.0.extend(value);
        self
    }
    pub fn bytes(mut self, value: &[u8]) -> Self {
        self.0.extend((value.len() as u32).to_le_bytes());
        self.0.extend(value);
        self
    }
    /// Its bytes without the length.
    pub fn body(&self) -> &[u8] {
        &self.0[4..]
    }
    /// Writes the frame, without flushing.
    pub fn send(mut self, to: &mut impl Write) -> io::Result<()> {
        let length = self.body().len() as u32;
        self.0[..4].copy_from_slice(&length.to_le_bytes());
        to.write_all(&self.0)
    }
}

/// Fields of a frame that came in; every method fails where the frame is too short.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(frame: &'a [u8]) -> Self {
        Self(frame)
    }
    fn take(&mut self, length: usize) -> io::Result<&'a [u8]> {
        if self.0.len() < length {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too short"));
        }
        let (head, tail) = self.0.split_at(length);
        self.0 = tail;
        Ok(head)
    }
    pub fn u8(&mut self) -> io::Result<u8> {
        Ok(self.take(1)?[0])
    }
    pub fn u64(&mut self) -> io::Result<u64> {
        Ok(u64::from_le_bytes(self.take(8)?.try_into().expect("eight bytes")))
    }
    pub fn bytes32(&mut self) -> io::Result<Bytes32> {
        Ok(self.take(32)?.try_into().expect("32 bytes"))
    }
    pub fn bytes(&mut self) -> io::Result<&'a [u8]> {
        let length = u32::from_le_bytes(self.take(4)?.try_into().expect("four bytes"));
        self.take(length as usize)
    }
    pub fn end(self) -> io::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "a frame has bytes after its end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_as_they_were() {
        let mut pipe = Vec::new();
        Writer::new(VALUE).u8(7).u64(9).bytes32(&[3; 32]).bytes(b"abc").send(&mut pipe).unwrap();
        let frame = read_frame(&mut &pipe[..]).unwrap().unwrap();
        let mut fields = Reader::new(&frame);
        assert_eq!((fields.u8().unwrap(), fields.u8().unwrap(), fields.u64().unwrap()), (VALUE, 7, 9));
        assert_eq!(fields.bytes32().unwrap(), [3; 32]);
        assert_eq!(fields.bytes().unwrap(), b"abc");
        fields.end().unwrap();
    }

    #[test]
    fn cut_empty_huge_and_overlong_frames_are_errors() {
        let mut pipe = Vec::new();
        Writer::new(VALUE).bytes32(&[3; 32]).send(&mut pipe).unwrap();
        for cut in 1..pipe.len() {
            assert!(read_frame(&mut &pipe[..cut]).is_err());
        }
        assert!(read_frame(&mut &[][..]).unwrap().is_none());
        assert!(read_frame(&mut &[0, 0, 0, 0][..]).is_err());
        assert!(read_frame(&mut &[255, 255, 255, 255, 1][..]).is_err());
        let mut fields = Reader::new(&[1, 2]);
        fields.u8().unwrap();
        assert!(fields.end().is_err());
    }
}
