//! One call of one contract: an instance of its own with the fuel it was given.

use crate::contract::Code;
use crate::limits::{MEMORY_PAGES, TABLE_ELEMENTS};
use crate::memory::{fuel_left, set_fuel};
use crate::outcome::{Fatal, Outcome, Status, Stop};
use crate::protocol::{self as p, Bytes32, Writer};
use crate::session::{Session, STACK_IS_THE_MACHINES};
use std::rc::Rc;
use wasmtime::{InstancePre, Store, StoreLimits, StoreLimitsBuilder, Trap};

/// Calls that may be open at once.
pub const MAX_DEPTH: u32 = 32;

/// What to call.
pub struct CallJob {
    pub code: Bytes32,
    pub caller: Bytes32,
    pub input: Vec<u8>,
    pub fuel: u64,
    pub depth: u32,
}

/// What the host knows of an open call.
pub struct Frame {
    pub session: Rc<Session>,
    pub code: Bytes32,
    pub caller: Bytes32,
    pub depth: u32,
    pub input: Rc<[u8]>,
    pub output: Vec<u8>,
    /// What the last nested call returned or reverted with.
    pub returned: Rc<[u8]>,
    limits: StoreLimits,
}

/// Calls a contract. Its writes are kept if it returns; the other side drops them, to the byte, if it ends otherwise.
///
/// # Errors
/// What ends the whole execution.
pub fn call(session: &Rc<Session>, mut job: CallJob) -> Result<Outcome, Fatal> {
    let given = job.fuel;
    let unspent = |status, trap| Outcome { status, output: Vec::new(), fuel_left: given, trap };
    if job.depth >= MAX_DEPTH {
        return Ok(unspent(Status::TooDeep, String::new()));
    }
    let contract = match session.code(&job.code)? {
        None => return Ok(unspent(Status::NoCode, String::new())),
        Some(Code::Unusable(why)) => return Ok(unspent(Status::Unusable, why)),
        Some(Code::Contract(contract, cost)) => match job.fuel.checked_sub(cost) {
            Some(fuel) => {
                job.fuel = fuel;
                contract
            }
            None => {
                let (status, output, trap) = (Status::OutOfFuel, Vec::new(), String::new());
                return Ok(Outcome { status, output, fuel_left: 0, trap });
            }
        },
    };
    session.pipes.borrow_mut().tell(Writer::new(p::ENTER).bytes32(&job.code))?;
    let outcome = run(session, contract, job)?;
    let commit = outcome.status == Status::Returned;
    session.pipes.borrow_mut().tell(Writer::new(p::LEAVE).u8(commit.into()))?;
    Ok(outcome)
}

fn run(session: &Rc<Session>, contract: InstancePre<Frame>, job: CallJob) -> Result<Outcome, Fatal> {
    let limits = StoreLimitsBuilder::new()
        .memory_size((MEMORY_PAGES << 16) as usize)
        .table_elements(TABLE_ELEMENTS)
        .build();
    let frame = Frame {
        session: Rc::clone(session),
        code: job.code,
        caller: job.caller,
        depth: job.depth,
        input: job.input.into(),
        output: Vec::new(),
        returned: Rc::new([]),
        limits,
    };
    let mut store = Store::new(&session.engine, frame);
    store.limiter(|frame| &mut frame.limits);
    set_fuel(&mut store, job.fuel);
    let result = contract
        .instantiate(&mut store)
        .and_then(|instance| instance.get_typed_func::<(), ()>(&mut store, "run"))
        .and_then(|run| run.call(&mut store, ()));
    let left = fuel_left(&store);
    let lost = |status, trap: String| Outcome { status, output: Vec::new(), fuel_left: 0, trap };
    match result {
        Ok(()) => {
            let Some(fuel_left) = left else { return Ok(lost(Status::OutOfFuel, String::new())) };
            let output = std::mem::take(&mut store.data_mut().output);
            Ok(Outcome { status: Status::Returned, output, fuel_left, trap: String::new() })
        }
        Err(error) => match error.downcast_ref::<Trap>() {
            // Where the code of one machine overflows a stack, that of another may not.
            Some(Trap::StackOverflow) if !STACK_IS_THE_MACHINES => {
                Err(Fatal::Local("a stack overflowed".into()))
            }
            Some(Trap::OutOfFuel) => Ok(lost(Status::OutOfFuel, String::new())),
            Some(trap) => Ok(lost(Status::Trapped, trap.to_string())),
            None => match error.downcast::<Stop>() {
                Ok(Stop::Revert(output)) => Ok(Outcome {
                    status: Status::Reverted,
                    output,
                    // The host function that reverts was paid for, so there was some.
                    fuel_left: left.unwrap_or(0),
                    trap: String::new(),
                }),
                Ok(Stop::Misuse(what)) => Ok(lost(Status::Trapped, what.into())),
                Ok(Stop::Fatal(fatal)) => Err(fatal),
                Err(error) => Err(Fatal::Local(format!("{error:#}"))),
            },
        },
    }
}
