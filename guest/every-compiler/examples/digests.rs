//! `digests PROFILE FILE...`: for each module a line, `compiled DIGEST` or why it is refused.
//!
//! What the patched compiler makes of modules, without a zkVM, for `checks/patches.ts`.

use std::panic::AssertUnwindSafe;
use zkcwasm_compiler::{compile, engine_for, sha256, ProfileName, Target};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, files @ ..] = args.as_slice() else { return Err("usage: digests PROFILE FILE...".into()) };
    let profile =
        ProfileName::from_name(profile).ok_or("there is no such profile")?.profile(Target::X86_64Linux);
    let engine = engine_for(&profile)?;
    for file in files {
        let wasm = std::fs::read(file)?;
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| compile(&engine, &wasm)));
        match outcome {
            Ok(Ok(artifact)) => println!("compiled {}", hex::encode(sha256(&artifact))),
            Ok(Err(rejection)) => println!("{}", rejection.reason.name()),
            Err(_) => println!("compiler panic"),
        }
    }
    Ok(())
}
