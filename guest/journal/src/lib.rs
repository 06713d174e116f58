//! The statement of a receipt ("journal") and its one canonical encoding.
//!
//! Layout, in order; integers little endian, no padding, nothing optional is left out:
//!
//! | field | bytes |
//! |---|---|
//! | domain tag `zkcwasm/journal\0` | 16 |
//! | format version (2) | u16 |
//! | context, chosen by the caller | 32 |
//! | compiler name, compiler version | 2 × (u8 length + that many characters) |
//! | artifact profile digest | 32 |
//! | target triple | u8 length + characters |
//! | wasm SHA-256, wasm length | 32 + u64 |
//! | limits in force | u8 count + count × (u16 id, u64 value), ids strictly rising |
//! | SHA-256 of the list of allowed imports | 32 |
//! | outcome tag: 0 compiled, 1 rejected | u8 |
//! | compiled: artifact SHA-256, artifact length | 32 + u64 |
//! | rejected: reason, limit, function, offset, value, bound | 2 × u16 + u32 + 3 × u64 |
//! | metering | as limits |
//!
//! One value has one byte string: ids rise strictly, names are non-empty printable ASCII, absent numbers
//! are all ones, and bytes after the end are an error. Unknown ids are refused, so that an old verifier
//! never passes over a bound it does not understand. The proven cycle count is *not* here: a program cannot
//! read the clock, so it is taken from the proof's own public values.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod decode;
mod encode;
mod entries;
mod reason;

pub use decode::{decode, decode_limits, DecodeError};
pub use encode::{encode, encode_limits};
pub use entries::{LimitId, MetricId};
pub use reason::RejectReason;

use alloc::{string::String, vec::Vec};

/// First bytes of every journal: no other program's public values can be mistaken for a statement.
pub const DOMAIN: [u8; 16] = *b"zkcwasm/journal\0";
/// The one format version that this crate writes and reads.
pub const VERSION: u16 = 2;

/// The public statement of one compilation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Chosen by the caller (a chain and contract, say), so that a receipt cannot be replayed elsewhere.
    pub context: [u8; 32],
    /// Which compiler: name and exact version.
    pub compiler: Compiler,
    /// SHA-256 of the artifact profile's canonical text.
    pub profile: [u8; 32],
    /// Target triple that machine code was made for.
    pub target: String,
    /// SHA-256 and length in bytes of the wasm module.
    pub wasm: Blob,
    /// Limits that were in force, ids strictly rising.
    pub limits: Vec<(LimitId, u64)>,
    /// SHA-256 of the canonical list of imports that were allowed.
    pub imports: [u8; 32],
    /// What came of it.
    pub outcome: Outcome,
    /// What was measured, ids strictly rising.
    pub metering: Vec<(MetricId, u64)>,
}

/// A compiler's name and exact version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiler {
    /// For instance `wasmtime`.
    pub name: String,
    /// For instance `48.0.8`.
    pub version: String,
}

/// Digest and length of bytes that are not themselves in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256.
    pub digest: [u8; 32],
    /// Length in bytes.
    pub length: u64,
}

/// Compiled to an artifact, or refused for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The artifact's digest and length.
    Compiled(Blob),
    /// Why and where the module was refused.
    Rejected(Rejection),
}

/// Why a module was refused, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    /// The kind of refusal.
    pub reason: RejectReason,
    /// The limit that was exceeded, where it is one; `u16::MAX` stands for none in the encoding.
    pub limit: Option<LimitId>,
    /// Index of the function concerned, where known; `u32::MAX` stands for none in the encoding.
    pub function: Option<u32>,
    /// Byte offset in the module, where known; `u64::MAX` stands for none in the encoding.
    pub offset: Option<u64>,
    /// The value that went over a bound (0 where the reason is not a bound).
    pub value: u64,
    /// The bound (0 where the reason is not a bound).
    pub bound: u64,
}

impl Rejection {
    /// A refusal that is not about a bound and has no place.
    pub const fn plain(reason: RejectReason) -> Self {
        Self { reason, limit: None, function: None, offset: None, value: 0, bound: 0 }
    }

    /// A refusal for going over a limit, without a place.
    pub const fn over(reason: RejectReason, limit: LimitId, value: u64, bound: u64) -> Self {
        Self { reason, limit: Some(limit), function: None, offset: None, value, bound }
    }
}

impl Journal {
    /// The value of a limit that was in force, if that limit was set.
    pub fn limit(&self, id: LimitId) -> Option<u64> {
        self.limits.iter().find(|(i, _)| *i == id).map(|(_, v)| *v)
    }

    /// A measured value, if it was measured.
    pub fn metric(&self, id: MetricId) -> Option<u64> {
        self.metering.iter().find(|(i, _)| *i == id).map(|(_, v)| *v)
    }
}
