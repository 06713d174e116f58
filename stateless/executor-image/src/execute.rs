//! A block, from root and witness to the root after: `stateless/src/execute/runBlock.ts` and `executors.ts`.

use crate::block::{Block, Transaction};
use crate::call::{call, CallJob};
use crate::code::{Accepted, Artifacts};
use crate::environment::Environment;
use crate::fault::Fault;
use crate::fields::{put_bytes, Bytes32, Fields};
use crate::hashes::sha256;
use crate::outcome::{Fatal, Outcome};
use crate::overlay::{Log, Overlay};
use crate::session::{cell_key, Facts, Pipes, Session};
use crate::signature;
use crate::statement::Statement;
use crate::witness::{Witness, ZERO};
use std::rc::Rc;

const VERSION: u8 = 1;
const NONCE: u8 = 0;

/// Pieces of input: a u8 of version (1), the root before (32 bytes) and the description of the environment; the block; the
/// witness; artifacts.
///
/// # Errors
/// Why there is no statement.
pub fn execute(pieces: &[&'static [u8]], accepted: Accepted) -> Result<Statement, Fault> {
    let [head, block_bytes, witness, artifacts @ ..] = pieces else {
        return Err(Fault::Input("three pieces are wanted, and artifacts"));
    };
    let mut fields = Fields::new(head, Fault::Input);
    if fields.u8()? != VERSION {
        return Err(Fault::Input("it is of another version"));
    }
    let pre_root = fields.bytes32()?;
    let environment = Environment::read(&mut fields)?;
    fields.end()?;
    let block = Block::decode(block_bytes)?;
    let facts = Facts { origin: ZERO, environment: environment.id, block: block.number, index: 0 };
    let artifacts = Artifacts::new(accepted, artifacts);
    let session = Rc::new(Session::new(Witness::decode(witness)?, artifacts, facts)?);
    let receipts = run_all(&session, &block, &environment).map_err(|fault| {
        // A witness that lies must not make a block look invalid.
        let mismatch = session.pipes.borrow().witness.hold(&pre_root).err();
        mismatch.unwrap_or(fault)
    })?;
    let mut pipes = session.pipes.borrow_mut();
    let changes = std::mem::replace(&mut pipes.overlay, Overlay::new()).changes();
    let post_root = pipes.witness.authenticate(&pre_root, &changes)?;
    Ok(Statement {
        environment: environment.id,
        pre_root,
        block: sha256(block_bytes),
        post_root,
        receipts: sha256(&receipts),
    })
}

/// The receipts, as their digest is of them.
fn run_all(session: &Rc<Session>, block: &Block<'_>, environment: &Environment) -> Result<Vec<u8>, Fault> {
    block.check_fuel(environment.max_transaction_fuel, environment.max_block_fuel)?;
    for transaction in &block.transactions {
        let message = transaction.message(&environment.id);
        if !signature::holds(transaction.signature, &message, &transaction.sender) {
            let why = "a transaction is not signed by its sender for this environment";
            return Err(Fault::Block("signature", why));
        }
    }
    let mut receipts = (block.transactions.len() as u32).to_le_bytes().to_vec();
    for (index, transaction) in block.transactions.iter().enumerate() {
        run(session, transaction, index as u64, &mut receipts)?;
    }
    Ok(receipts)
}

fn run(session: &Rc<Session>, t: &Transaction<'_>, index: u64, receipts: &mut Vec<u8>) -> Result<(), Fault> {
    take_nonce(&mut session.pipes.borrow_mut(), t)?;
    {
        let mut facts = session.facts.borrow_mut();
        facts.origin = t.sender;
        facts.index = index;
    }
    let job = CallJob {
        code: t.to,
        caller: t.sender,
        input: t.input.to_vec(),
        fuel: t.fuel - t.own_fuel(),
        depth: 0,
    };
    let outcome = call(session, job).map_err(|fatal| reason(session, fatal))?;
    let logs = session.pipes.borrow_mut().overlay.take_logs();
    put_receipt(receipts, &outcome, t.fuel - outcome.fuel_left, &logs);
    Ok(())
}

fn reason(session: &Session, fatal: Fatal) -> Fault {
    let told = session.pipes.borrow_mut().fault.take();
    told.unwrap_or_else(|| match fatal {
        Fatal::Local(why) | Fatal::Artifact(why) | Fatal::Protocol(why) => Fault::Machine(why),
        Fatal::Aborted => Fault::Machine("it was stopped".into()),
    })
}

fn take_nonce(pipes: &mut Pipes, t: &Transaction<'_>) -> Result<(), Fault> {
    let key = cell_key(NONCE, &t.sender, &ZERO);
    let found = pipes.get(key)?;
    if found != number(t.nonce) {
        return Err(Fault::Block("nonce", "a transaction is not the next of its sender"));
    }
    // One more than the highest is no nonce of any transaction, but a value all the same.
    let mut next = ZERO;
    next[16..].copy_from_slice(&(u128::from(t.nonce) + 1).to_be_bytes());
    pipes.overlay.set(key, next);
    Ok(())
}

fn number(value: u64) -> Bytes32 {
    let mut bytes = ZERO;
    bytes[24..].copy_from_slice(&value.to_be_bytes());
    bytes
}

fn put_receipt(to: &mut Vec<u8>, outcome: &Outcome, fuel_used: u64, logs: &[Log]) {
    to.push(outcome.status as u8);
    to.extend(fuel_used.to_le_bytes());
    put_bytes(to, &outcome.output);
    to.extend((logs.len() as u32).to_le_bytes());
    for log in logs {
        to.extend(log.contract);
        put_bytes(to, &log.data);
    }
}
