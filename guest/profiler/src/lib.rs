//! A plain RV64IM interpreter for images, independent of SP1's executor: the profiler and the fuzzer of limits run in it.

pub mod machine;
pub mod request;
pub mod symbols;
