//! The executor of nodes without a state, in one address space: root, witness and block in, root after the block out. It is
//! `stateless/src/execute` again, in Rust and without anything around it, so that it can run inside a zkVM; what contracts may do
//! is the runner's own source, whose frames are answered here instead of being sent through pipes.
//!
//! Contracts are artifacts for Pulley, Wasmtime's interpreter: a zkVM has no way to run machine code that it was not built with.

#[path = "../../runner/src/api.rs"]
#[allow(dead_code)]
mod api;
#[path = "../../runner/src/arithmetic.rs"]
mod arithmetic;
mod block;
#[path = "../../runner/src/call.rs"]
mod call;
mod code;
#[path = "../../runner/src/contract.rs"]
mod contract;
mod engine;
mod environment;
mod execute;
mod fault;
mod fields;
mod hashes;
#[path = "../../runner/src/limits.rs"]
mod limits;
#[path = "../../runner/src/memory.rs"]
mod memory;
#[path = "../../runner/src/outcome.rs"]
#[allow(dead_code)]
mod outcome;
mod overlay;
mod platform;
#[path = "../../runner/src/protocol.rs"]
#[allow(dead_code)]
mod protocol;
mod session;
mod signature;
mod statement;
mod tree;
mod witness;

pub use code::Accepted;
pub use execute::execute;
pub use fault::Fault;
pub use statement::Statement;
