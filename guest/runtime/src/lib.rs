//! The part of an image that talks to SP1's RV64IM machine, in place of the crate `sp1-zkvm`.
//!
//! `sp1-zkvm` brings its own global allocator, so a counting heap with a hard limit cannot be put in its
//! place; and an image needs only five system calls. Numbers and calling convention are SP1 6.10's
//! (`sp1-zkvm`, `src/syscalls/`; the number goes in `t0`, arguments in `a0`…`a2`).
//!
//! What a prover may choose: the contents of memory that the program never wrote. Nothing here or in the
//! allocator relies on fresh memory being zero, and input is read only into addresses never touched before.
#![cfg_attr(target_os = "zkvm", no_std)]

mod classes;
#[cfg(target_os = "zkvm")]
mod entry;
mod float;
#[cfg(target_os = "zkvm")]
mod heap;
#[cfg(target_os = "zkvm")]
mod instructions;
#[cfg(target_os = "zkvm")]
mod memory;
#[cfg(target_os = "zkvm")]
mod std_calls;
#[cfg(target_os = "zkvm")]
mod system;

pub use classes::{class_of, class_size, CLASSES};
pub use float::add_bits;
#[cfg(target_os = "zkvm")]
pub use heap::{check_instructions, heap_use, lift_limits, set_limits, Exceeded, HeapUse, RunLimits};
#[cfg(target_os = "zkvm")]
pub use instructions::instructions;
#[cfg(target_os = "zkvm")]
pub use system::{commit_and_halt, halt_failed, read_input};
