//! Journal → bytes.

use crate::{Blob, Journal, LimitId, Outcome, DOMAIN, VERSION};
use alloc::vec::Vec;

/// Encodes a journal into its one byte string.
///
/// # Panics
/// If a name is empty or longer than 255 bytes, or a list has more than 255 entries; the decoder refuses
/// everything else that is out of form, so a journal made by hand should be checked with [`crate::decode`].
pub fn encode(journal: &Journal) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(&DOMAIN);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&journal.context);
    text(&mut out, &journal.compiler.name);
    text(&mut out, &journal.compiler.version);
    out.extend_from_slice(&journal.profile);
    text(&mut out, &journal.target);
    blob(&mut out, &journal.wasm);
    out.extend_from_slice(&encode_limits(&journal.limits));
    out.extend_from_slice(&journal.imports);
    match &journal.outcome {
        Outcome::Compiled(artifact) => {
            out.push(0);
            blob(&mut out, artifact);
        }
        Outcome::Rejected(r) => {
            out.push(1);
            out.extend_from_slice(&(r.reason as u16).to_le_bytes());
            out.extend_from_slice(&r.limit.map_or(u16::MAX, |l| l as u16).to_le_bytes());
            out.extend_from_slice(&r.function.unwrap_or(u32::MAX).to_le_bytes());
            out.extend_from_slice(&r.offset.unwrap_or(u64::MAX).to_le_bytes());
            out.extend_from_slice(&r.value.to_le_bytes());
            out.extend_from_slice(&r.bound.to_le_bytes());
        }
    }
    list(&mut out, journal.metering.iter().map(|&(id, v)| (id as u16, v)));
    out
}

/// Encodes limits as they stand in a journal, and in a request.
///
/// # Panics
/// If there are more than 255.
pub fn encode_limits(limits: &[(LimitId, u64)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 + limits.len() * 10);
    list(&mut out, limits.iter().map(|&(id, v)| (id as u16, v)));
    out
}

fn text(out: &mut Vec<u8>, s: &str) {
    let length = u8::try_from(s.len()).expect("journal names are at most 255 bytes");
    out.push(length);
    out.extend_from_slice(s.as_bytes());
}

fn blob(out: &mut Vec<u8>, blob: &Blob) {
    out.extend_from_slice(&blob.digest);
    out.extend_from_slice(&blob.length.to_le_bytes());
}

fn list(out: &mut Vec<u8>, entries: impl ExactSizeIterator<Item = (u16, u64)>) {
    out.push(u8::try_from(entries.len()).expect("journal lists have at most 255 entries"));
    for (id, value) in entries {
        out.extend_from_slice(&id.to_le_bytes());
        out.extend_from_slice(&value.to_le_bytes());
    }
}
