//! Where wasmparsers differ. Each compiler links one of its own, and the look at a module is made with that: both must read
//! a module alike. The feature `older-wasmparser` is for one that knows no compact imports, custom descriptors, exact function
//! types or `resume_throw_ref`, and so has no such imports, types and operators.
//!
//! Macros, so that the code for a newer one is the same as without this file: its images must not change in any byte.

#[cfg(feature = "older-wasmparser")]
use wasmparser::{Import, SectionLimited, SectionLimitedIntoIterWithOffsets};

/// Every import is one item of its section.
#[cfg(feature = "older-wasmparser")]
pub trait ImportsWithOffsets<'a> {
    /// Each import and where it is.
    fn into_imports_with_offsets(self) -> SectionLimitedIntoIterWithOffsets<'a, Import<'a>>;
}

#[cfg(feature = "older-wasmparser")]
impl<'a> ImportsWithOffsets<'a> for SectionLimited<'a, Import<'a>> {
    fn into_imports_with_offsets(self) -> SectionLimitedIntoIterWithOffsets<'a, Import<'a>> {
        self.into_iter_with_offsets()
    }
}

#[cfg(not(feature = "older-wasmparser"))]
macro_rules! imported_function {
    ($ty:ident) => {
        TypeRef::Func($ty) | TypeRef::FuncExact($ty)
    };
}
#[cfg(feature = "older-wasmparser")]
macro_rules! imported_function {
    ($ty:ident) => {
        TypeRef::Func($ty)
    };
}

/// The operators that raise something where a suspended stack goes on.
#[cfg(not(feature = "older-wasmparser"))]
macro_rules! resume_throw {
    () => {
        Operator::ResumeThrow { .. } | Operator::ResumeThrowRef { .. }
    };
}
#[cfg(feature = "older-wasmparser")]
macro_rules! resume_throw {
    () => {
        Operator::ResumeThrow { .. }
    };
}

/// Whether what comes first holds of a type, and it neither has a descriptor nor is one, and threads do not share it.
#[cfg(not(feature = "older-wasmparser"))]
macro_rules! and_is_plain {
    ($before:expr, $composite:ident) => {
        $before
            && !$composite.shared
            && $composite.descriptor_idx.is_none()
            && $composite.describes_idx.is_none()
    };
}
#[cfg(feature = "older-wasmparser")]
macro_rules! and_is_plain {
    ($before:expr, $composite:ident) => {
        $before && !$composite.shared
    };
}

pub(crate) use {and_is_plain, imported_function, resume_throw};
