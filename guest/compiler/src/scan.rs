//! A cheap look at a module's shape before it is compiled.

use wasmparser::{Parser, Payload};

/// What the scan counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModuleShape {
    /// Functions with a body.
    pub functions: u64,
    /// Bytes of the largest body.
    pub largest_function: u64,
}

/// Counts as far as the module can be parsed; what is wrong with it is the compiler's to say.
pub fn scan(wasm: &[u8]) -> ModuleShape {
    let mut shape = ModuleShape::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload {
            Ok(Payload::CodeSectionEntry(body)) => {
                let bytes = body.range().end as u64 - body.range().start as u64;
                shape.functions += 1;
                shape.largest_function = shape.largest_function.max(bytes);
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    shape
}
