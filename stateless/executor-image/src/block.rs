//! Blocks and transactions: `stateless/src/chain`.

use crate::fault::Fault;
use crate::fields::{put_bytes, Bytes32, Fields};

const VERSION: u8 = 1;
const MAX_BLOCK_BYTES: usize = 16 << 20;
const MAX_TRANSACTIONS: u32 = 10_000;
const MAX_INPUT_BYTES: usize = 1 << 16;
const DOMAIN: &[u8] = b"zkcwasm transaction 1\n";

/// Fuel of a transaction before its contract runs, and of each byte of its input.
const TRANSACTION_FUEL: u64 = 20_000;
const INPUT_BYTE_FUEL: u64 = 8;

pub struct Transaction<'a> {
    pub sender: Bytes32,
    pub nonce: u64,
    pub to: Bytes32,
    pub fuel: u64,
    pub input: &'a [u8],
    pub signature: &'a [u8],
}

impl Transaction<'_> {
    /// Fuel that is gone before the contract runs.
    pub fn own_fuel(&self) -> u64 {
        TRANSACTION_FUEL + INPUT_BYTE_FUEL * self.input.len() as u64
    }

    /// The message that is signed.
    pub fn message(&self, environment: &Bytes32) -> Vec<u8> {
        let mut message = DOMAIN.to_vec();
        message.extend(environment);
        message.extend(self.sender);
        message.extend(self.nonce.to_le_bytes());
        message.extend(self.to);
        message.extend(self.fuel.to_le_bytes());
        put_bytes(&mut message, self.input);
        message
    }
}

pub struct Block<'a> {
    pub number: u64,
    pub transactions: Vec<Transaction<'a>>,
}

fn malformed(why: &'static str) -> Fault {
    Fault::Block("malformed", why)
}

impl<'a> Block<'a> {
    /// # Errors
    /// What is not one canonical block.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.len() > MAX_BLOCK_BYTES {
            return Err(Fault::Block("too-large", "a block has more bytes than any may"));
        }
        let mut fields = Fields::new(bytes, malformed);
        if fields.u8()? != VERSION {
            return Err(malformed("it is of another version"));
        }
        let number = fields.u64()?;
        let count = fields.u32()?;
        if count > MAX_TRANSACTIONS {
            return Err(Fault::Block("too-large", "a block has more transactions than any may"));
        }
        let mut transactions = Vec::new();
        for _ in 0..count {
            transactions.push(Transaction {
                sender: fields.bytes32()?,
                nonce: fields.u64()?,
                to: fields.bytes32()?,
                fuel: fields.u64()?,
                input: fields.bytes(MAX_INPUT_BYTES)?,
                signature: fields.take(64)?,
            });
        }
        fields.end()?;
        Ok(Self { number, transactions })
    }

    /// # Errors
    /// A transaction that asks for too much or has too little, a block that asks for too much in all.
    pub fn check_fuel(&self, of_one: u64, of_all: u64) -> Result<(), Fault> {
        let mut total: u128 = 0;
        for transaction in &self.transactions {
            total += u128::from(transaction.fuel);
            if transaction.fuel > of_one {
                return Err(Fault::Block("fuel", "a transaction asks for more fuel than any may"));
            }
            if transaction.fuel < transaction.own_fuel() {
                return Err(Fault::Block("fuel", "a transaction has too little fuel to begin"));
            }
        }
        if total > u128::from(of_all) {
            return Err(Fault::Block("fuel", "the block asks for more fuel than any may"));
        }
        Ok(())
    }
}
