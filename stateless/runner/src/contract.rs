//! Which loaded code is a contract, and what an instance of it costs.

use crate::api;
use crate::call::Frame;
use crate::limits::{MEMORY_PAGES, TABLE_ELEMENTS};
use wasmtime::{ExternType, InstancePre, Linker, Module};

/// Code that is here.
#[derive(Clone)]
pub enum Code {
    /// With the fuel that an instance costs before anything runs in it.
    Contract(InstancePre<Frame>, u64),
    Unusable(String),
}

/// A loaded module as a contract, or why it is none.
pub fn link(linker: &Linker<Frame>, module: &Module) -> Code {
    let Some(ExternType::Memory(memory)) = module.get_export("memory") else {
        return Code::Unusable("it exports no memory named memory".into());
    };
    // Data segments fill the first pages; known alike of a module and of its artifact.
    let fuel = api::fuel::PAGE.saturating_mul(memory.minimum());
    // Known before there is an instance, so that one which cannot be made is the machine's fault.
    let needs = module.resources_required();
    if needs.max_initial_memory_size.is_some_and(|pages| pages > MEMORY_PAGES) {
        return Code::Unusable(format!("its memory begins with more than {MEMORY_PAGES} pages"));
    }
    if needs.max_initial_table_size.is_some_and(|size| size > TABLE_ELEMENTS as u64) {
        return Code::Unusable(format!("a table begins with more than {TABLE_ELEMENTS} elements"));
    }
    match module.get_export("run") {
        Some(ExternType::Func(ty)) if ty.params().len() == 0 && ty.results().len() == 0 => {}
        _ => return Code::Unusable("it exports no function run without parameters and results".into()),
    }
    match linker.instantiate_pre(module) {
        Ok(pre) => Code::Contract(pre, fuel),
        Err(error) => Code::Unusable(format!("{error:#}")),
    }
}
