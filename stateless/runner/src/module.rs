//! Code by its hash: asked for at each call, since what was accepted once may have been revoked, and compiled once.

use crate::call::Frame;
use crate::contract::{link, Code};
use crate::outcome::Fatal;
use crate::protocol::Bytes32;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use wasmtime::{Engine, Linker, Module};

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
            Ok(module) => link(&self.linker, &module),
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
        let code = link(&self.linker, &module);
        Ok(self.keep(hash, code))
    }

    fn keep(&mut self, hash: &Bytes32, code: Code) -> Code {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(*hash, code.clone());
        code
    }
}
