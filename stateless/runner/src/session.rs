//! One conversation: the pipes, the compiled code, and what an execution is about.

use crate::call::{call, CallJob};
use crate::contract::Code;
use crate::module::Modules;
use crate::outcome::{Fatal, Outcome};
use crate::protocol::{self as p, Bytes32, Reader, Writer};
use crate::{api, profile};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io::{BufReader, BufWriter, Stdin, Stdout, Write};
use std::rc::Rc;
use wasmtime::{Engine, Linker};

/// What every contract of one execution sees.
pub struct Facts {
    pub origin: Bytes32,
    pub environment: Bytes32,
    pub block: u64,
    pub index: u64,
}

/// Whether a stack overflow here is what all nodes of an environment see: they have one target.
pub const STACK_IS_THE_MACHINES: bool = true;

/// The two pipes.
pub struct Pipes {
    input: BufReader<Stdin>,
    output: BufWriter<Stdout>,
}

impl Pipes {
    /// Says something that needs no answer.
    pub fn tell(&mut self, frame: Writer) -> Result<(), Fatal> {
        Ok(frame.send(&mut self.output)?)
    }

    /// Says something and waits for the answer, of whatever kind.
    pub fn ask(&mut self, frame: Writer) -> Result<Vec<u8>, Fatal> {
        frame.send(&mut self.output)?;
        self.output.flush()?;
        let answer = p::read_frame(&mut self.input)?.ok_or_else(|| Fatal::Protocol("no answer".into()))?;
        if answer == [p::ABORT] {
            return Err(Fatal::Aborted);
        }
        Ok(answer)
    }

    /// Asks for 32 bytes.
    pub fn ask_value(&mut self, frame: Writer) -> Result<Bytes32, Fatal> {
        let answer = self.ask(frame)?;
        let mut fields = Reader::new(&answer);
        let tag = fields.u8()?;
        let value = fields.bytes32()?;
        fields.end()?;
        if tag == p::VALUE {
            Ok(value)
        } else {
            Err(Fatal::Protocol("a value was asked for".into()))
        }
    }
}

/// What calls of one conversation share.
pub struct Session {
    pub engine: Engine,
    pub pipes: RefCell<Pipes>,
    pub modules: RefCell<Modules>,
    pub facts: RefCell<Facts>,
}

impl Session {
    /// The code with this hash, if it is accepted at this moment.
    pub fn code(&self, hash: &Bytes32) -> Result<Option<Code>, Fatal> {
        let known = self.modules.borrow().get(hash);
        let question = Writer::new(p::CODE).bytes32(hash).u8(known.is_some().into());
        let answer = self.pipes.borrow_mut().ask(question)?;
        let mut fields = Reader::new(&answer);
        match fields.u8()? {
            p::CODE_ABSENT => {
                fields.end()?;
                Ok(None)
            }
            p::CODE_SAME if known.is_some() => {
                fields.end()?;
                Ok(known)
            }
            p::CODE_WASM => {
                let wasm = fields.bytes()?;
                fields.end()?;
                self.modules.borrow_mut().add_wasm(hash, wasm).map(Some)
            }
            p::CODE_ARTIFACT => {
                let artifact = fields.bytes()?;
                fields.end()?;
                self.modules.borrow_mut().add_artifact(hash, artifact).map(Some)
            }
            _ => Err(Fatal::Protocol("code was asked for".into())),
        }
    }
}

/// Serves executions, one after the other, until the input ends.
///
/// # Errors
/// If the pipes break or something on them is out of form.
pub fn serve() -> Result<(), String> {
    let engine = profile::engine().map_err(|e| format!("{e:#}"))?;
    let mut linker = Linker::new(&engine);
    api::define(&mut linker).map_err(|e| format!("{e:#}"))?;
    let pipes = Pipes { input: BufReader::new(std::io::stdin()), output: BufWriter::new(std::io::stdout()) };
    let session = Rc::new(Session {
        modules: RefCell::new(Modules::new(engine.clone(), linker)),
        engine,
        pipes: RefCell::new(pipes),
        facts: RefCell::new(Facts { origin: [0; 32], environment: [0; 32], block: 0, index: 0 }),
    });
    hello(&session).map_err(|e| format!("{e:?}"))?;
    loop {
        let request = p::read_frame(&mut session.pipes.borrow_mut().input).map_err(|e| e.to_string())?;
        let Some(request) = request else { return Ok(()) };
        let job = decode(&request, &session).map_err(|e| format!("a request that is none: {e}"))?;
        let result = call(&session, job);
        answer(&session, result)?;
    }
}

fn hello(session: &Session) -> Result<(), Fatal> {
    let names = api::NAMES.join("\n");
    let digest: Bytes32 = Sha256::digest(profile::text()).into();
    let mut pipes = session.pipes.borrow_mut();
    pipes.tell(
        Writer::new(p::HELLO)
            .u8(p::VERSION)
            .u8(api::VERSION)
            .bytes32(&digest)
            .bytes32(&profile::compiler_digest())
            .bytes(profile::WASMTIME.as_bytes())
            .bytes(profile::target().as_bytes())
            .bytes(names.as_bytes()),
    )?;
    Ok(pipes.output.flush()?)
}

fn decode(request: &[u8], session: &Session) -> std::io::Result<CallJob> {
    let mut fields = Reader::new(request);
    if fields.u8()? != p::EXECUTE {
        return Err(std::io::Error::other("it is not the frame that begins an execution"));
    }
    let code = fields.bytes32()?;
    let origin = fields.bytes32()?;
    let environment = fields.bytes32()?;
    let (block, index, fuel) = (fields.u64()?, fields.u64()?, fields.u64()?);
    let input = fields.bytes()?.to_vec();
    fields.end()?;
    *session.facts.borrow_mut() = Facts { origin, environment, block, index };
    Ok(CallJob { code, caller: origin, input, fuel, depth: 0 })
}

fn answer(session: &Session, result: Result<Outcome, Fatal>) -> Result<(), String> {
    let frame = match result {
        Ok(Outcome { status, output, fuel_left, trap }) => {
            Writer::new(p::DONE).u8(status as u8).u64(fuel_left).bytes(trap.as_bytes()).bytes(&output)
        }
        Err(Fatal::Aborted) => Writer::new(p::FAULT).u8(0).bytes(b"aborted"),
        Err(Fatal::Artifact(why)) => Writer::new(p::FAULT).u8(1).bytes(why.as_bytes()),
        Err(Fatal::Local(why)) => Writer::new(p::FAULT).u8(2).bytes(why.as_bytes()),
        Err(Fatal::Protocol(why)) => return Err(why),
    };
    let mut pipes = session.pipes.borrow_mut();
    pipes.tell(frame).map_err(|e| format!("{e:?}"))?;
    pipes.output.flush().map_err(|e| e.to_string())
}
