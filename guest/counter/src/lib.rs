//! An image that counts its own instructions: a register that nothing else uses (`x27`) is raised before they run.
//!
//! [`link`] stands in for the linker: it puts markers (`addi x27, x27, n`) into the objects, links them, and when it is
//! known how long everything has become says in the linked image what each adds. [`check()`] looks at nothing but the
//! image, and proves of it that no instruction runs uncounted.

pub mod check;
mod code_section;
mod frequency;
mod graph;
pub mod instruction;
pub mod link;
mod object_file;
mod placement;

pub use check::{check, Checked};

/// Why an image cannot be made to count, or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
    /// Where it is that something which may be an address leads to code that was not counted.
    entered: Option<u64>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), entered: None }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
