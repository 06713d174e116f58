//! A wallet of several owners, of whom some must agree on a call. Input: a byte that says what, then its fields:
//!
//!     0 begin(needed: u8, owners: 32 bytes each)        once, 1 to 16 owners
//!     1 propose(contract, fuel: u64, input: the rest)   by an owner, who agrees with it; returns the proposal
//!     2 confirm(proposal, contract, fuel: u64, input)   by another owner; with the last one needed the call is made
//!     3 count(proposal)                                 returns who has agreed, as a number
//!
//! A proposal is the hash of what it calls and of a number that is not used twice; its call's text stays with the owners.
#![no_std]

use zkcwasm_contract::*;

storage! {
    struct Wallet {
        needed: Field<u64>, proposals: Field<u64>, owners: Map<bool>, agreed: Map<bool>, count: Map<u64>, numbers: Map<u64>,
        done: Map<bool>,
    }
}

const WALLET: Wallet = Wallet::LAYOUT;
const MOST_OWNERS: u64 = 16;
/// Longest input of a proposed call, bytes.
const MOST: usize = 4096;

contract!(|input: &mut Input| match input.u8() {
    0 => begin(input),
    1 => propose(input),
    2 => confirm(input),
    3 => {
        let proposal = input.bytes32();
        input.end();
        Output::<32>::new().u256(&U256::new(WALLET.count.get(&proposal))).give();
    }
    _ => revert(b"there is no such function"),
});

fn begin(input: &mut Input) {
    if WALLET.needed.get() != 0 {
        revert(b"the wallet has begun");
    }
    let needed = u64::from(input.u8());
    let mut bytes = [0; 32 * MOST_OWNERS as usize];
    let list = input.rest(&mut bytes);
    let mut owners = 0;
    for owner in list.chunks(32) {
        let Ok(owner) = Bytes32::try_from(owner) else { revert(b"an owner is 32 bytes") };
        if WALLET.owners.get(&owner) {
            revert(b"an owner is there twice");
        }
        WALLET.owners.set(&owner, true);
        owners += 1;
    }
    if needed == 0 || needed > owners {
        revert(b"so many cannot agree");
    }
    WALLET.needed.set(needed);
}

fn owner() -> Bytes32 {
    let owner = caller();
    if !WALLET.owners.get(&owner) {
        revert(b"only an owner may");
    }
    owner
}

/// Hash of what is to be called; the number keeps the same call apart when it is proposed again.
fn id(number: u64, contract: &Bytes32, fuel: u64, call: &[u8]) -> Bytes32 {
    sha256(Output::<80>::new().u64(number).bytes32(contract).u64(fuel).bytes32(&sha256(call)).bytes())
}

fn propose(input: &mut Input) {
    let owner = owner();
    let (contract, fuel) = (input.bytes32(), input.u64());
    let mut bytes = [0; MOST];
    let call = input.rest(&mut bytes);
    let number = WALLET.proposals.get() + 1;
    WALLET.proposals.set(number);
    let proposal = id(number, &contract, fuel, call);
    WALLET.numbers.set(&proposal, number);
    Output::<32>::new().bytes32(&proposal).give();
    agree(&owner, &proposal, &contract, fuel, call);
}

fn confirm(input: &mut Input) {
    let owner = owner();
    let (proposal, contract, fuel) = (input.bytes32(), input.bytes32(), input.u64());
    let mut bytes = [0; MOST];
    let call = input.rest(&mut bytes);
    let number = WALLET.numbers.get(&proposal);
    if number == 0 || id(number, &contract, fuel, call) != proposal {
        revert(b"that was not proposed");
    }
    if WALLET.done.get(&proposal) {
        revert(b"the call was made");
    }
    agree(&owner, &proposal, &contract, fuel, call);
}

fn agree(owner: &Bytes32, proposal: &Bytes32, contract: &Bytes32, fuel: u64, input: &[u8]) {
    if WALLET.agreed.get2(proposal, owner) {
        revert(b"the owner has agreed already");
    }
    WALLET.agreed.set2(proposal, owner, true);
    let count = WALLET.count.get(proposal) + 1;
    WALLET.count.set(proposal, count);
    log(Output::<65>::new().u8(2).bytes32(proposal).bytes32(owner).bytes());
    if count < WALLET.needed.get() {
        return;
    }
    // Before the call: whom it calls may call back.
    WALLET.done.set(proposal, true);
    if call(contract, input, fuel) != Status::Returned {
        revert(b"the call has failed");
    }
}
