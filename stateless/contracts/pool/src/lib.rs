//! An exchange pool of two tokens with a constant product, and a fee of 0.3 per cent that stays in it. It holds its tokens
//! itself, and moves them by calling their contracts. Input: a byte that says what, then its fields:
//!
//!     0 begin(token 0, token 1)
//!     1 add(amount 0, amount 1, least shares)              takes both from the caller, who has allowed it; returns shares
//!     2 remove(shares, least 0, least 1)                   gives both back
//!     3 swap(side: u8, amount, least)                      takes of token `side`, gives of the other; returns how much
//!     4 state()                                            returns both reserves and all shares
//!     5 shares(account)                                    returns a number
//!
//! The first shares are the smaller of both amounts; what reserves hold is what the pool has counted, so tokens that are
//! sent to it otherwise are no one's.
#![no_std]

use zkcwasm_contract::*;

storage! {
    struct Pool {
        token0: Field<Bytes32>, token1: Field<Bytes32>, reserve0: Field<U256>, reserve1: Field<U256>, total: Field<U256>,
        busy: Field<bool>, shares: Map<U256>,
    }
}

const POOL: Pool = Pool::LAYOUT;
/// Fuel of a call of a token: many times what one needs.
const TOKEN_FUEL: u64 = 1_000_000;

contract!(|input: &mut Input| {
    // A token that calls back finds the pool closed.
    if POOL.busy.get() {
        revert(b"the pool is busy");
    }
    POOL.busy.set(true);
    act(input);
    POOL.busy.set(false);
});

fn act(input: &mut Input) {
    match input.u8() {
        0 => {
            let (token0, token1) = (input.bytes32(), input.bytes32());
            input.end();
            if POOL.token0.get() != [0; 32] {
                revert(b"the pool has begun");
            }
            if token0 == token1 || token0 == [0; 32] || token1 == [0; 32] {
                revert(b"a pool is of two tokens");
            }
            POOL.token0.set(token0);
            POOL.token1.set(token1);
        }
        1 => {
            let (a, b, least) = (input.u256(), input.u256(), input.u256());
            input.end();
            add(a, b, least);
        }
        2 => {
            let (shares, a, b) = (input.u256(), input.u256(), input.u256());
            input.end();
            remove(shares, a, b);
        }
        3 => {
            let (side, amount, least) = (input.u8(), input.u256(), input.u256());
            input.end();
            swap(side, amount, least);
        }
        4 => {
            input.end();
            let (a, b) = (POOL.reserve0.get(), POOL.reserve1.get());
            Output::<96>::new().u256(&a).u256(&b).u256(&POOL.total.get()).give();
        }
        5 => {
            let account = input.bytes32();
            input.end();
            Output::<32>::new().u256(&POOL.shares.get(&account)).give();
        }
        _ => revert(b"there is no such function"),
    }
}

fn add(a: U256, b: U256, least: U256) {
    let (reserve0, reserve1, total) = (POOL.reserve0.get(), POOL.reserve1.get(), POOL.total.get());
    let made =
        if total.is_zero() { a.min(b) } else { a.scaled(&total, &reserve0).min(b.scaled(&total, &reserve1)) };
    if made.is_zero() || made < least {
        revert(b"too few shares");
    }
    take(&POOL.token0.get(), &a);
    take(&POOL.token1.get(), &b);
    POOL.reserve0.set(reserve0.plus(&a));
    POOL.reserve1.set(reserve1.plus(&b));
    POOL.total.set(total.plus(&made));
    POOL.shares.set(&caller(), POOL.shares.get(&caller()).plus(&made));
    Output::<32>::new().u256(&made).give();
}

fn remove(shares: U256, least0: U256, least1: U256) {
    let held = POOL.shares.get(&caller());
    if shares.is_zero() || held < shares {
        revert(b"not so many shares");
    }
    let (reserve0, reserve1, total) = (POOL.reserve0.get(), POOL.reserve1.get(), POOL.total.get());
    let (a, b) = (reserve0.scaled(&shares, &total), reserve1.scaled(&shares, &total));
    if a < least0 || b < least1 {
        revert(b"too little comes back");
    }
    POOL.shares.set(&caller(), held.minus(&shares));
    POOL.total.set(total.minus(&shares));
    POOL.reserve0.set(reserve0.minus(&a));
    POOL.reserve1.set(reserve1.minus(&b));
    pay(&POOL.token0.get(), &a);
    pay(&POOL.token1.get(), &b);
    Output::<64>::new().u256(&a).u256(&b).give();
}

fn swap(side: u8, amount: U256, least: U256) {
    if side > 1 || amount.is_zero() {
        revert(b"nothing to swap");
    }
    let (from, to) =
        if side == 0 { (&POOL.reserve0, &POOL.reserve1) } else { (&POOL.reserve1, &POOL.reserve0) };
    let (token_in, token_out) = if side == 0 {
        (POOL.token0.get(), POOL.token1.get())
    } else {
        (POOL.token1.get(), POOL.token0.get())
    };
    let (reserve_in, reserve_out) = (from.get(), to.get());
    let counted = amount.scaled(&U256::new(997), &U256::new(1000));
    let out = reserve_out.scaled(&counted, &reserve_in.plus(&counted));
    if out.is_zero() || out < least {
        revert(b"too little for it");
    }
    take(&token_in, &amount);
    from.set(reserve_in.plus(&amount));
    to.set(reserve_out.minus(&out));
    pay(&token_out, &out);
    log(Output::<65>::new().u8(3 + side).u256(&amount).u256(&out).bytes());
    Output::<32>::new().u256(&out).give();
}

/// From the caller, who has allowed it, to the pool.
fn take(token: &Bytes32, amount: &U256) {
    let input = Output::<97>::new().u8(4).bytes32(&caller()).bytes32(&this()).u256(amount);
    if call(token, input.bytes(), TOKEN_FUEL) != Status::Returned {
        revert(b"a token was not given");
    }
}

/// From the pool to the caller.
fn pay(token: &Bytes32, amount: &U256) {
    let input = Output::<65>::new().u8(2).bytes32(&caller()).u256(amount);
    if call(token, input.bytes(), TOKEN_FUEL) != Status::Returned {
        revert(b"a token was not taken");
    }
}
