//! Library of contracts. A contract exports `run`, which reads its input, and is one call:
//!
//!     #![no_std]
//!     use zkcwasm_contract::*;
//!
//!     storage! {
//!         struct Counter { owner: Field<Bytes32>, count: Field<U256> }
//!     }
//!
//!     contract!(|input: &mut Input| { … });
//!
//! Without an allocator: a contract has the 64 KiB of stack that it is linked with.
#![no_std]

mod host;
mod input;
mod output;
mod storage;
mod u256;

pub use host::{
    call, caller, environment, fuel_left, keccak256, log, origin, returned, revert, sha256, this, Status,
};
pub use input::Input;
pub use output::Output;
pub use storage::{map_key, Field, Map, Value};
pub use u256::U256;

/// 32 bytes: a key, a hash, an account, a contract.
pub type Bytes32 = [u8; 32];

/// Makes a closure over the input the contract's `run`, and a panic a trap.
#[macro_export]
macro_rules! contract {
    ($body:expr) => {
        #[no_mangle]
        pub extern "C" fn run() {
            let body: fn(&mut $crate::Input) = $body;
            body(&mut $crate::Input::new());
        }

        #[cfg(target_arch = "wasm32")]
        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo) -> ! {
            core::arch::wasm32::unreachable()
        }
    };
}
