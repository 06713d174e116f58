//! Which artifact stands for which module.

use crate::fault::Fault;
use crate::fields::Bytes32;
use crate::hashes::sha256;
use std::collections::BTreeMap;

/// Digests of modules, each with that of the artifact that is accepted for it. It is part of the program, and so of the image
/// ID: an artifact is as good as a part of the program, since nothing stops what it does in here.
pub struct Accepted(BTreeMap<Bytes32, Bytes32>);

impl Accepted {
    /// Lines of two digests in hex; empty lines and those that begin with # say nothing.
    ///
    /// # Errors
    /// Another line, or a module that is there twice.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut accepted = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (module, artifact) =
                line.split_once(' ').ok_or(Fault::Input("a line without two digests"))?;
            if accepted.insert(digest(module)?, digest(artifact)?).is_some() {
                return Err(Fault::Input("a module is listed twice"));
            }
        }
        Ok(Self(accepted))
    }
}

fn digest(text: &str) -> Result<Bytes32, Fault> {
    let fault = Fault::Input("a digest is 64 lower-case hex digits");
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return Err(fault);
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return Err(fault),
            };
            *byte = *byte << 4 | value;
        }
    }
    Ok(bytes)
}

/// Accepted artifacts that are at hand.
pub struct Artifacts {
    accepted: Accepted,
    given: BTreeMap<Bytes32, &'static [u8]>,
}

impl Artifacts {
    /// Which of them is which is found by hashing them.
    pub fn new(accepted: Accepted, given: &[&'static [u8]]) -> Self {
        Self { accepted, given: given.iter().map(|bytes| (sha256(bytes), *bytes)).collect() }
    }

    /// The accepted artifact for a module; `None` where there is none.
    ///
    /// # Errors
    /// If there is one, and it is not at hand: who makes a statement must not choose what runs.
    pub fn find(&self, module: &Bytes32) -> Result<Option<&'static [u8]>, Fault> {
        let Some(artifact) = self.accepted.0.get(module) else { return Ok(None) };
        match self.given.get(artifact) {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(Fault::Code("an accepted artifact that is called was not given".into())),
        }
    }
}
