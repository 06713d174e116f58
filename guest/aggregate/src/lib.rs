//! The statement of an aggregate: which receipts one proof stands for. The image `aggregator` commits it, the engine
//! writes the image's input, and the verifier's `decodeRows.ts` is the other implementation.
//!
//! # Encoding of the statement
//!
//! Integers are little-endian. One list has one encoding: rows rise strictly, by image ID and then by journal digest, so
//! none is there twice; nothing follows the last.
//!
//! | bytes | what |
//! |---|---|
//! | 18 | `zkcwasm/aggregate` and a zero byte |
//! | 2 | version, 1 |
//! | 4 | count of rows, 1 to 1,000 |
//! | 68 a row | image ID (32, big-endian as `vkey.bytes32()`), SHA-256 of the journal (32), exit code (4), which is 0 |
//!
//! # Encoding of the input
//!
//! Count (4), then for each receipt, in the order of the rows: image ID (32), length of the journal (4), journal.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use zkcwasm_sha256::sha256;

/// First bytes of a statement.
pub const DOMAIN: &[u8; 18] = b"zkcwasm/aggregate\0";
/// Version of the statement's encoding.
pub const VERSION: u16 = 1;
/// Most receipts in one aggregate.
pub const MAX_ROWS: usize = 1_000;
/// Longest journal, bytes; a compiler image's has less than a tenth of it.
pub const MAX_JOURNAL_BYTES: usize = 64 << 10;
/// Bytes in front of the rows, and of a row.
pub const HEADER_BYTES: usize = DOMAIN.len() + 2 + 4;
pub const ROW_BYTES: usize = 32 + 32 + 4;

/// Prime of SP1's field (KoalaBear): the words of an image ID are below it.
const PRIME: u32 = 0x7f00_0001;

/// One receipt: program and statement. The program ended with exit code 0; there are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// SP1 program verifying-key hash, as `vkey.bytes32()` gives it.
    pub image_id: [u8; 32],
    /// SHA-256 of the journal.
    pub journal_digest: [u8; 32],
}

impl Row {
    /// The row of a receipt.
    pub fn new(image_id: [u8; 32], journal: &[u8]) -> Self {
        Self { image_id, journal_digest: sha256(journal) }
    }
}

/// Rows → their one byte string, or `None` where they are none, too many, or do not rise strictly.
pub fn encode(rows: &[Row]) -> Option<Vec<u8>> {
    let rising = rows.windows(2).all(|pair| pair[0] < pair[1]);
    if rows.is_empty() || rows.len() > MAX_ROWS || !rising {
        return None;
    }
    let mut out = Vec::with_capacity(HEADER_BYTES + rows.len() * ROW_BYTES);
    out.extend_from_slice(DOMAIN);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&u32::try_from(rows.len()).ok()?.to_le_bytes());
    for row in rows {
        out.extend_from_slice(&row.image_id);
        out.extend_from_slice(&row.journal_digest);
        out.extend_from_slice(&0u32.to_le_bytes());
    }
    Some(out)
}

/// The words that SP1 makes an image ID of: eight of 31 bits, most significant first, each below the field's prime.
/// `None` for what is no image ID: other words could stand for the same key.
pub fn words(image_id: &[u8; 32]) -> Option<[u32; 8]> {
    // 248 bits of the 256 are used.
    if image_id[0] != 0 {
        return None;
    }
    let mut words = [0; 8];
    for (i, word) in words.iter_mut().enumerate() {
        let low = 31 * (7 - i);
        for bit in 0..31 {
            let at = low + bit;
            *word |= u32::from(image_id[31 - at / 8] >> (at % 8) & 1) << bit;
        }
        if *word >= PRIME {
            return None;
        }
    }
    Some(words)
}

/// What the image is given for one receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    pub image_id: [u8; 32],
    pub journal: &'a [u8],
}

/// Entries → the image's input, or `None` where they are too many, or a journal is too long.
pub fn encode_input(entries: &[Entry<'_>]) -> Option<Vec<u8>> {
    if entries.len() > MAX_ROWS {
        return None;
    }
    let mut out = Vec::new();
    out.extend_from_slice(&u32::try_from(entries.len()).ok()?.to_le_bytes());
    for entry in entries {
        if entry.journal.len() > MAX_JOURNAL_BYTES {
            return None;
        }
        out.extend_from_slice(&entry.image_id);
        out.extend_from_slice(&u32::try_from(entry.journal.len()).ok()?.to_le_bytes());
        out.extend_from_slice(entry.journal);
    }
    Some(out)
}

/// The image's input → entries, or `None` where it is not their one encoding.
pub fn decode_input(mut input: &[u8]) -> Option<Vec<Entry<'_>>> {
    let count = take_u32(&mut input)?;
    if count > MAX_ROWS {
        return None;
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let image_id = *take::<32>(&mut input)?;
        let length = take_u32(&mut input)?;
        if length > MAX_JOURNAL_BYTES || length > input.len() {
            return None;
        }
        let (journal, rest) = input.split_at(length);
        input = rest;
        entries.push(Entry { image_id, journal });
    }
    input.is_empty().then_some(entries)
}

fn take<'a, const N: usize>(input: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(first)
}

fn take_u32(input: &mut &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*take(input)?)).ok()
}
