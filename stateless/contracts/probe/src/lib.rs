//! Does what a test asks for, step by step, and goes wrong in every way there is. Input: a list of steps; each is a byte,
//! and its fields:
//!
//!     0 set(key, value)      1 add one to the number at (key)     2 log(32 bytes)      3 return(32 bytes)
//!     4 revert(32 bytes)     5 trap                               6 burn all fuel       7 grow memory until it fails
//!     8 call(contract, fuel: u64, length: u64, that many bytes of input), and keep the status at (key 0xff…)
//!     9 call itself again with the same input, with all fuel      10 recurse until the stack ends
//!     11 read(key)           12 write the NaN that 0/0 gives      13 fuel that is left, at (key 0xfe…)
#![no_std]

use zkcwasm_contract::*;

storage! {
    struct Probe { cells: Map<U256>, single: Field<U256> }
}

const PROBE: Probe = Probe::LAYOUT;

contract!(|input: &mut Input| {
    let mut bytes = [0; 8192];
    let steps = input.rest(&mut bytes);
    let mut at = 0;
    while at < steps.len() {
        at += 1;
        match steps[at - 1] {
            0 => PROBE.cells.set(&word(steps, &mut at), U256(word(steps, &mut at))),
            1 => {
                let key = word(steps, &mut at);
                PROBE.cells.set(&key, PROBE.cells.get(&key).plus(&U256::new(1)));
                PROBE.single.set(PROBE.single.get().plus(&U256::new(1)));
            }
            2 => log(&word(steps, &mut at)),
            3 => Output::<32>::new().bytes32(&word(steps, &mut at)).give(),
            4 => revert(&word(steps, &mut at)),
            5 => panic!(),
            6 => loop {
                core::hint::black_box(at);
            },
            7 => grow(),
            8 => {
                let contract = word(steps, &mut at);
                let (fuel, length) = (number(steps, &mut at), number(steps, &mut at) as usize);
                let status = call(&contract, &steps[at..at + length], fuel);
                at += length;
                PROBE.cells.set(&[0xff; 32], U256::new(status as u64 + 100));
            }
            9 => {
                let status = call(&this(), steps, u64::MAX);
                PROBE.cells.set(&[0xff; 32], U256::new(status as u64 + 100));
            }
            10 => {
                core::hint::black_box(recurse(at as u64));
            }
            11 => {
                core::hint::black_box(PROBE.cells.get(&word(steps, &mut at)).is_zero());
            }
            12 => {
                let zero = core::hint::black_box(0.0_f64);
                PROBE.cells.set(&[0xfd; 32], U256::new((zero / zero).to_bits()));
            }
            13 => PROBE.cells.set(&[0xfe; 32], U256::new(fuel_left())),
            _ => revert(b"there is no such step"),
        }
    }
});

fn word(steps: &[u8], at: &mut usize) -> Bytes32 {
    let mut out = [0; 32];
    out.copy_from_slice(&steps[*at..*at + 32]);
    *at += 32;
    out
}

fn number(steps: &[u8], at: &mut usize) -> u64 {
    let mut out = [0; 8];
    out.copy_from_slice(&steps[*at..*at + 8]);
    *at += 8;
    u64::from_be_bytes(out)
}

#[allow(unconditional_recursion)]
#[inline(never)]
fn recurse(n: u64) -> u64 {
    let held = core::hint::black_box([n; 4]);
    recurse(held[3] + 1) + held[0]
}

fn grow() {
    #[cfg(target_arch = "wasm32")]
    while core::arch::wasm32::memory_grow(0, 16) != usize::MAX {}
}
