//! The two sections that are changed: types and bodies of functions. All others stay as they are.

use wasm_encoder::{Encode, Module, RawSection, SectionId};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// A function that traps at once: no locals, `unreachable`, `end`.
const HOLLOW: &[u8] = &[0, 0x00, 0x0b];

/// The functions with a body: index of the type, and the body as in the module, locals included.
#[derive(Clone)]
pub struct Functions(Vec<(u32, Vec<u8>)>);

impl Functions {
    /// Nothing where the module cannot be read.
    pub fn read(wasm: &[u8]) -> Option<Self> {
        let (mut types, mut bodies) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::FunctionSection(section) => {
                    for index in section {
                        types.push(index.ok()?);
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(wasm[body.range()].to_vec()),
                _ => {}
            }
        }
        (types.len() == bodies.len()).then(|| Self(types.into_iter().zip(bodies).collect()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn body(&self, at: usize) -> &[u8] {
        &self.0[at].1
    }

    pub fn set(&mut self, at: usize, body: Vec<u8>) {
        self.0[at].1 = body;
    }

    /// Adds the function once more, behind the others, so that no index changes.
    pub fn repeat(&mut self, at: usize) {
        self.0.push(self.0[at].clone());
    }

    pub fn hollow(&mut self, at: usize) {
        self.set(at, HOLLOW.to_vec());
    }

    /// The module with these functions in place of its own.
    pub fn write(&self, wasm: &[u8]) -> Vec<u8> {
        let mut out = Module::new();
        for payload in Parser::new(0).parse_all(wasm).flatten() {
            let Some((id, range)) = payload.as_section() else { continue };
            let data = match id {
                id if id == SectionId::Function as u8 => self.types(),
                id if id == SectionId::Code as u8 => self.bodies(),
                _ => wasm[range].to_vec(),
            };
            out.section(&RawSection { id, data: &data });
        }
        out.finish()
    }

    fn types(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.len().encode(&mut out);
        for (index, _) in &self.0 {
            index.encode(&mut out);
        }
        out
    }

    fn bodies(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.len().encode(&mut out);
        for (_, body) in &self.0 {
            body.as_slice().encode(&mut out);
        }
        out
    }
}

/// A validator of the features that the artifact profiles have on.
pub fn validator() -> Validator {
    Validator::new_with_features(WasmFeatures::WASM2.difference(WasmFeatures::GC_TYPES))
}

pub fn valid(wasm: &[u8]) -> bool {
    validator().validate_all(wasm).is_ok()
}
