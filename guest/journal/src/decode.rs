//! Bytes → journal, refusing every byte string that [`crate::encode`] would not have written.

use crate::{Blob, Compiler, Journal, LimitId, MetricId, Outcome, RejectReason, Rejection, DOMAIN, VERSION};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// Why bytes are not a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes end inside a field.
    Truncated,
    /// Bytes follow the end of the journal.
    TrailingBytes,
    /// The first bytes are not the domain tag.
    Domain,
    /// A format version this crate does not know.
    Version(u16),
    /// A name is empty or not printable ASCII.
    Name,
    /// Entries of a list do not rise strictly.
    Order,
    /// An id, reason or outcome that this version does not know.
    Unknown(u16),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the journal ends inside a field"),
            Self::TrailingBytes => f.write_str("bytes follow the end of the journal"),
            Self::Domain => f.write_str("these bytes are not a zkcwasm journal"),
            Self::Version(v) => write!(f, "journal version {v} is not supported"),
            Self::Name => f.write_str("a name in the journal is empty or not printable ASCII"),
            Self::Order => f.write_str("journal entries do not rise strictly"),
            Self::Unknown(id) => write!(f, "the journal has an unknown entry {id}"),
        }
    }
}

impl core::error::Error for DecodeError {}

/// Decodes a journal.
///
/// # Errors
/// [`DecodeError`] for anything that is not exactly one canonical journal.
pub fn decode(bytes: &[u8]) -> Result<Journal, DecodeError> {
    let mut r = Reader { rest: bytes };
    if r.array::<16>()? != DOMAIN {
        return Err(DecodeError::Domain);
    }
    let version = r.u16()?;
    if version != VERSION {
        return Err(DecodeError::Version(version));
    }
    let journal = Journal {
        context: r.array()?,
        compiler: Compiler { name: r.name()?, version: r.name()? },
        profile: r.array()?,
        target: r.name()?,
        wasm: r.blob()?,
        limits: r.list(LimitId::from_u16)?,
        imports: r.array()?,
        outcome: r.outcome()?,
        metering: r.list(MetricId::from_u16)?,
    };
    r.end(journal)
}

/// Decodes limits as [`crate::encode_limits`] wrote them.
///
/// # Errors
/// [`DecodeError`] for anything that is not exactly one canonical list.
pub fn decode_limits(bytes: &[u8]) -> Result<Vec<(LimitId, u64)>, DecodeError> {
    let mut r = Reader { rest: bytes };
    let limits = r.list(LimitId::from_u16)?;
    r.end(limits)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn end<T>(self, value: T) -> Result<T, DecodeError> {
        if self.rest.is_empty() {
            Ok(value)
        } else {
            Err(DecodeError::TrailingBytes)
        }
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.rest.split_at_checked(n).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn name(&mut self) -> Result<String, DecodeError> {
        let length = self.u8()?;
        let bytes = self.take(usize::from(length))?;
        if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_graphic) {
            return Err(DecodeError::Name);
        }
        Ok(bytes.iter().map(|&b| char::from(b)).collect())
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        Ok(Blob { digest: self.array()?, length: self.u64()? })
    }

    fn list<T>(&mut self, known: impl Fn(u16) -> Option<T>) -> Result<Vec<(T, u64)>, DecodeError> {
        let count = self.u8()?;
        let mut last = None;
        let mut out = Vec::new();
        for _ in 0..count {
            let id = self.u16()?;
            if last.is_some_and(|l| l >= id) {
                return Err(DecodeError::Order);
            }
            last = Some(id);
            out.push((known(id).ok_or(DecodeError::Unknown(id))?, self.u64()?));
        }
        Ok(out)
    }

    fn outcome(&mut self) -> Result<Outcome, DecodeError> {
        match self.u8()? {
            0 => Ok(Outcome::Compiled(self.blob()?)),
            1 => {
                let (reason, limit) = (self.u16()?, self.u16()?);
                Ok(Outcome::Rejected(Rejection {
                    reason: RejectReason::from_u16(reason).ok_or(DecodeError::Unknown(reason))?,
                    limit: match limit {
                        u16::MAX => None,
                        id => Some(LimitId::from_u16(id).ok_or(DecodeError::Unknown(id))?),
                    },
                    function: Some(self.u32()?).filter(|&v| v != u32::MAX),
                    offset: Some(self.u64()?).filter(|&v| v != u64::MAX),
                    value: self.u64()?,
                    bound: self.u64()?,
                }))
            }
            tag => Err(DecodeError::Unknown(u16::from(tag))),
        }
    }
}
