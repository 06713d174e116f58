//! The program for the zkVM: commits a statement, or ends with exit code 1, which proves nothing.
#![cfg_attr(target_os = "zkvm", no_main)]

#[cfg(target_os = "zkvm")]
mod image {
    use zkcwasm_executor::{execute, Accepted};
    use zkcwasm_runtime::{commit_and_halt, halt_failed, read_input};

    #[no_mangle]
    fn zkcwasm_main() -> ! {
        let mut pieces = Vec::new();
        while let Some(piece) = read_input() {
            pieces.push(piece);
        }
        let accepted = Accepted::parse(include_str!(env!("ZKCWASM_EXECUTOR_ACCEPTED")));
        match accepted.and_then(|accepted| execute(&pieces, accepted)) {
            Ok(statement) => commit_and_halt(&statement.encode()),
            Err(fault) => {
                eprintln!("{fault}");
                halt_failed()
            }
        }
    }
}

#[cfg(not(target_os = "zkvm"))]
fn main() {
    eprintln!("this program runs inside a zkVM; build it with stateless/executor-image/build.sh");
    std::process::exit(2);
}
