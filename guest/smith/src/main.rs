//! `zkcwasm-smith SEED COUNT DIR`: writes `SEED.wasm`, `SEED+1.wasm` and so on to a folder.
//!
//! Random modules for the differential test: valid ones of the artifact profile's features, and some broken ones.

mod generate;
mod random;

use std::path::Path;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let numbers = match args.as_slice() {
        [seed, count, _] => seed.parse::<u64>().ok().zip(count.parse::<u64>().ok()),
        _ => None,
    };
    let (Some((seed, count)), Some(folder)) = (numbers, args.get(2)) else {
        fail(2, "usage: zkcwasm-smith SEED COUNT DIR");
    };
    for seed in (0..count).map(|i| seed.wrapping_add(i)) {
        let path = Path::new(folder).join(format!("{seed}.wasm"));
        if let Err(e) = std::fs::write(&path, generate::module(seed)) {
            fail(1, &format!("cannot write {}: {e}", path.display()));
        }
    }
}

fn fail(code: i32, message: &str) -> ! {
    eprintln!("zkcwasm-smith: {message}");
    std::process::exit(code);
}
