//! A function's body with what the validator knows of each place in it.

use super::module::{validator, Functions};
use wasmparser::{Parser, ValidPayload};

/// What is known before an operator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where the operator begins, in the body.
    pub offset: usize,
    /// Operands on the stack, and blocks around it.
    pub operands: u32,
    pub blocks: u32,
}

/// A body, its operators' places, the end of the last but one, which is the closing `end`, being the last place.
pub struct Body {
    bytes: Vec<u8>,
    places: Vec<Place>,
}

impl Body {
    /// Reads the body that a function has now; the module says what it refers to. Nothing where it is not valid.
    pub fn read(wasm: &[u8], functions: &Functions, at: usize) -> Option<Self> {
        let current = functions.write(wasm);
        let (mut validator, mut seen, mut places) = (validator(), 0, Vec::new());
        for payload in Parser::new(0).parse_all(&current) {
            let ValidPayload::Func(func, body) = validator.payload(&payload.ok()?).ok()? else { continue };
            seen += 1;
            if seen <= at {
                continue;
            }
            let start = body.range().start;
            let mut check = func.into_validator(Default::default());
            let mut reader = body.get_binary_reader();
            check.read_locals(&mut reader).ok()?;
            while !reader.eof() {
                places.push(Place {
                    offset: reader.original_position() - start,
                    operands: check.operand_stack_height(),
                    blocks: check.control_stack_height(),
                });
                reader.visit_operator(&mut check.visitor(reader.original_position())).ok()?.ok()?;
            }
            return Some(Self { bytes: functions.body(at).to_vec(), places });
        }
        None
    }

    /// Operators, the closing `end` not among them.
    pub fn operators(&self) -> usize {
        self.places.len().saturating_sub(1)
    }

    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Code from one operator up to another.
    pub fn code(&self, start: usize, end: usize) -> &[u8] {
        &self.bytes[self.places[start].offset..self.places[end].offset]
    }

    /// The body with other code from one operator up to another.
    pub fn with(&self, start: usize, end: usize, code: &[u8]) -> Vec<u8> {
        let (start, end) = (self.places[start].offset, self.places[end].offset);
        [&self.bytes[..start], code, &self.bytes[end..]].concat()
    }
}
