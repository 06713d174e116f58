//! Code by its hash: asked for at each call, since what was accepted once may have been revoked, and compiled once.

use crate::api;
use crate::call::Frame;
use crate::outcome::Fatal;
use crate::profile;
use crate::protocol::Bytes32;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use wasmtime::{Engine, ExternType, InstancePre, Linker, Module};

/// Code that is here.
#[derive(Clone)]
pub enum Code {
    /// With the fuel that an instance costs before anything runs in it.
    Contract(InstancePre<Frame>, u64),
    Unusable(String),
}

/// Most modules that are kept compiled.
const MOST: usize = 64;

/// Compiled code, by the hash of its module. When it is full all go: which are there never shows in a result.
pub struct Modules {
    engine: Engine,
    linker: Linker<Frame>,
    known: HashMap<Bytes32, Code>,
}

impl Modules {
    pub fn new(engine: Engine, linker: Linker<Frame>) -> Self {
        Self { engine, linker, known: HashMap::new() }
    }

    pub fn get(&self, hash: &Bytes32) -> Option<Code> {
        self.known.get(hash).cloned()
    }

    /// Compiles a module.
    ///
    /// # Errors
    /// If it has another hash.
    pub fn add_wasm(&mut self, hash: &Bytes32, wasm: &[u8]) -> Result<Code, Fatal> {
        if Sha256::digest(wasm)[..] != hash[..] {
            return Err(Fatal::Protocol("a module with another hash".into()));
        }
        let code = match Module::new(&self.engine, wasm) {
            Ok(module) => self.link(&module),
            Err(error) => Code::Unusable(format!("{error:#}")),
        };
        Ok(self.keep(hash, code))
    }

    /// Loads an artifact, which the other side has hashed and holds a receipt for.
    ///
    /// # Errors
    /// If it was made with another profile, as one without fuel is.
    pub fn add_artifact(&mut self, hash: &Bytes32, artifact: &[u8]) -> Result<Code, Fatal> {
        // SAFETY: the protocol takes only artifacts whose bytes have the digest that an accepted receipt proves.
        let module = unsafe { Module::deserialize(&self.engine, artifact) }
            .map_err(|error| Fatal::Artifact(format!("{error:#}")))?;
        let code = self.link(&module);
        Ok(self.keep(hash, code))
    }

    fn keep(&mut self, hash: &Bytes32, code: Code) -> Code {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(*hash, code.clone());
        code
    }

    fn link(&self, module: &Module) -> Code {
        let Some(ExternType::Memory(memory)) = module.get_export("memory") else {
            return Code::Unusable("it exports no memory named memory".into());
        };
        // Data segments fill the first pages; known alike of a module and of its artifact.
        let fuel = api::fuel::PAGE.saturating_mul(memory.minimum());
        // Known before there is an instance, so that one which cannot be made is the machine's fault.
        let needs = module.resources_required();
        if needs.max_initial_memory_size.is_some_and(|pages| pages > profile::MEMORY_PAGES) {
            return Code::Unusable(format!(
                "its memory begins with more than {} pages",
                profile::MEMORY_PAGES
            ));
        }
        if needs.max_initial_table_size.is_some_and(|size| size > profile::TABLE_ELEMENTS as u64) {
            return Code::Unusable(format!(
                "a table begins with more than {} elements",
                profile::TABLE_ELEMENTS
            ));
        }
        match module.get_export("run") {
            Some(ExternType::Func(ty)) if ty.params().len() == 0 && ty.results().len() == 0 => {}
            _ => return Code::Unusable("it exports no function run without parameters and results".into()),
        }
        match self.linker.instantiate_pre(module) {
            Ok(pre) => Code::Contract(pre, fuel),
            Err(error) => Code::Unusable(format!("{error:#}")),
        }
    }
}
