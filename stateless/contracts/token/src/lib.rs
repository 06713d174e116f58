//! A fungible token. Input: a byte that says what, then its fields (accounts and numbers are 32 bytes, big endian):
//!
//!     0 begin(supply)             once; all of it is the caller's
//!     1 balance(account)          returns a number
//!     2 transfer(to, amount)      of the caller's
//!     3 approve(spender, amount)  lets another spend of the caller's
//!     4 transfer_from(from, to, amount)
//!     5 allowance(owner, spender) returns a number
//!     6 supply()                  returns a number
#![no_std]

use zkcwasm_contract::*;

storage! {
    struct Token { supply: Field<U256>, begun: Field<bool>, balances: Map<U256>, allowances: Map<U256> }
}

const TOKEN: Token = Token::LAYOUT;

contract!(|input: &mut Input| match input.u8() {
    0 => {
        let supply = input.u256();
        input.end();
        if TOKEN.begun.get() {
            revert(b"the token has begun");
        }
        TOKEN.begun.set(true);
        TOKEN.supply.set(supply);
        TOKEN.balances.set(&caller(), supply);
        log(Output::<65>::new().u8(0).bytes32(&caller()).u256(&supply).bytes());
    }
    1 => {
        let account = input.bytes32();
        input.end();
        Output::<32>::new().u256(&TOKEN.balances.get(&account)).give();
    }
    2 => {
        let (to, amount) = (input.bytes32(), input.u256());
        input.end();
        transfer(&caller(), &to, &amount);
    }
    3 => {
        let (spender, amount) = (input.bytes32(), input.u256());
        input.end();
        TOKEN.allowances.set2(&caller(), &spender, amount);
        log(Output::<97>::new().u8(3).bytes32(&caller()).bytes32(&spender).u256(&amount).bytes());
    }
    4 => {
        let (from, to, amount) = (input.bytes32(), input.bytes32(), input.u256());
        input.end();
        let allowed = TOKEN.allowances.get2(&from, &caller());
        if allowed < amount {
            revert(b"not so much is allowed");
        }
        TOKEN.allowances.set2(&from, &caller(), allowed.minus(&amount));
        transfer(&from, &to, &amount);
    }
    5 => {
        let (owner, spender) = (input.bytes32(), input.bytes32());
        input.end();
        Output::<32>::new().u256(&TOKEN.allowances.get2(&owner, &spender)).give();
    }
    6 => {
        input.end();
        Output::<32>::new().u256(&TOKEN.supply.get()).give();
    }
    _ => revert(b"there is no such function"),
});

fn transfer(from: &Bytes32, to: &Bytes32, amount: &U256) {
    let held = TOKEN.balances.get(from);
    if held < *amount {
        revert(b"not so much is there");
    }
    // Before the other side is read: it may be the same account.
    TOKEN.balances.set(from, held.minus(amount));
    TOKEN.balances.set(to, TOKEN.balances.get(to).plus(amount));
    log(Output::<97>::new().u8(2).bytes32(from).bytes32(to).u256(amount).bytes());
}
