//! Machine code of instructions of four bytes each, least byte first.

/// What of it is not read yet.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    /// All of it.
    pub(crate) fn new(code: &'a [u8]) -> Self {
        Self(code)
    }

    /// Takes the next word where it is one of these.
    pub(crate) fn when(&mut self, wanted: impl FnOnce(u32) -> bool) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk::<4>()?;
        let word = u32::from_le_bytes(*word);
        if !wanted(word) {
            return None;
        }
        self.0 = rest;
        Some(word)
    }

    /// Takes the next word where it is this one.
    pub(crate) fn word(&mut self, wanted: u32) -> Option<()> {
        self.when(|word| word == wanted).map(|_| ())
    }

    /// Takes the next words where they are these.
    pub(crate) fn words(&mut self, wanted: &[u32]) -> Option<()> {
        let mut next = *self;
        wanted.iter().try_for_each(|&word| next.word(word))?;
        *self = next;
        Some(())
    }
}
