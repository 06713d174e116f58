//! The other side of the runner's frames: here it is in the same address space, and answers at once.

use crate::call::Frame;
use crate::code::Artifacts;
use crate::contract::{link, Code};
use crate::fault::Fault;
use crate::hashes::sha256;
use crate::outcome::Fatal;
use crate::overlay::{Log, Overlay};
use crate::protocol::{self as p, Bytes32, Reader, Writer};
use crate::witness::Witness;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasmtime::{Engine, Linker, Module};

/// Nodes run machine code, whose frames are others than those of the interpreter: an overflow here says nothing about them.
pub const STACK_IS_THE_MACHINES: bool = false;

/// What every contract of one execution sees.
pub struct Facts {
    pub origin: Bytes32,
    pub environment: Bytes32,
    pub block: u64,
    pub index: u64,
}

/// State and logs.
pub struct Pipes {
    pub witness: Witness,
    pub overlay: Overlay,
    known: BTreeMap<Bytes32, Bytes32>,
    /// What the witness lacked or the other side could not do: it ends everything.
    pub fault: Option<Fault>,
}

const CELL: &[u8] = b"zkcwasm cell 1\n";

/// Key of a slot: `stateless/src/execute/cell.ts`.
pub fn cell_key(kind: u8, owner: &Bytes32, slot: &Bytes32) -> Bytes32 {
    let mut text = CELL.to_vec();
    text.push(kind);
    text.extend(owner);
    text.extend(slot);
    sha256(&text)
}

impl Pipes {
    pub fn new(witness: Witness) -> Self {
        Self { witness, overlay: Overlay::new(), known: BTreeMap::new(), fault: None }
    }

    pub fn get(&mut self, key: Bytes32) -> Result<Bytes32, Fault> {
        if let Some(value) = self.overlay.get(&key) {
            return Ok(value);
        }
        if let Some(value) = self.known.get(&key) {
            return Ok(*value);
        }
        let value = self.witness.get(&key)?;
        self.known.insert(key, value);
        Ok(value)
    }

    /// Takes a frame that needs no answer.
    pub fn tell(&mut self, frame: Writer) -> Result<(), Fatal> {
        let mut fields = Reader::new(frame.body());
        match fields.u8()? {
            p::SET => {
                let (kind, owner, slot) = (fields.u8()?, fields.bytes32()?, fields.bytes32()?);
                let value = fields.bytes32()?;
                self.overlay.set(cell_key(kind, &owner, &slot), value);
            }
            p::LOG => {
                let contract = fields.bytes32()?;
                self.overlay.log(Log { contract, data: fields.bytes()?.to_vec() });
            }
            p::ENTER => {
                fields.bytes32()?;
                self.overlay.enter();
            }
            p::LEAVE => {
                let commit = fields.u8()? == 1;
                self.overlay.leave(commit);
            }
            _ => return Err(Fatal::Protocol("a frame that nobody knows".into())),
        }
        Ok(fields.end()?)
    }

    /// Answers a frame that asks for 32 bytes.
    pub fn ask_value(&mut self, frame: Writer) -> Result<Bytes32, Fatal> {
        let mut fields = Reader::new(frame.body());
        if fields.u8()? != p::GET {
            return Err(Fatal::Protocol("a question that nobody knows".into()));
        }
        let key = cell_key(fields.u8()?, &fields.bytes32()?, &fields.bytes32()?);
        fields.end()?;
        self.get(key).map_err(|fault| {
            self.fault = Some(fault);
            Fatal::Aborted
        })
    }
}

/// What calls of one block share.
pub struct Session {
    pub engine: Engine,
    pub pipes: RefCell<Pipes>,
    pub facts: RefCell<Facts>,
    linker: Linker<Frame>,
    artifacts: Artifacts,
    loaded: RefCell<BTreeMap<Bytes32, Option<Code>>>,
}

impl Session {
    /// # Errors
    /// If Wasmtime refuses its settings or the host API.
    pub fn new(witness: Witness, artifacts: Artifacts, facts: Facts) -> Result<Self, Fault> {
        let machine = |error: wasmtime::Error| Fault::Machine(format!("{error:#}"));
        let engine = crate::engine::engine().map_err(machine)?;
        let mut linker = Linker::new(&engine);
        crate::api::define(&mut linker).map_err(machine)?;
        let (pipes, loaded) = (RefCell::new(Pipes::new(witness)), RefCell::default());
        Ok(Self { engine, pipes, facts: RefCell::new(facts), linker, artifacts, loaded })
    }

    /// The accepted code with this hash.
    pub fn code(&self, hash: &Bytes32) -> Result<Option<Code>, Fatal> {
        if let Some(code) = self.loaded.borrow().get(hash) {
            return Ok(code.clone());
        }
        let code = self.load(hash).map_err(|fault| {
            self.pipes.borrow_mut().fault = Some(fault);
            Fatal::Aborted
        })?;
        self.loaded.borrow_mut().insert(*hash, code.clone());
        Ok(code)
    }

    fn load(&self, hash: &Bytes32) -> Result<Option<Code>, Fault> {
        let Some(artifact) = self.artifacts.find(hash)? else { return Ok(None) };
        // SAFETY: its digest is on the list that this program was built with.
        let module = unsafe { Module::deserialize(&self.engine, artifact) }
            .map_err(|error| Fault::Code(format!("{error:#}")))?;
        Ok(Some(link(&self.linker, &module)))
    }
}
