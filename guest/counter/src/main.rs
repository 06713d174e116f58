//! `zkcwasm-counter link LINKER ARGUMENTS…`: links, with counting in all code (in place of the linker).
//! `zkcwasm-counter check ELF…`: checks that images count every instruction that they run.

use std::path::Path;

const USAGE: &str = "usage: zkcwasm-counter link LINKER ARGUMENTS... | check ELF...";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("link", [linker, rest @ ..])) => match zkcwasm_counter::link::link(Path::new(linker), rest) {
            Ok(_) => {}
            Err(e) => fail(&e.to_string()),
        },
        Some(("check", files @ [_, ..])) => {
            for file in files {
                let elf = std::fs::read(file).unwrap_or_else(|e| fail(&format!("cannot read {file}: {e}")));
                match zkcwasm_counter::check(&elf) {
                    Ok(c) => println!(
                        "{file}: counts itself; {} instructions, {} reached, {} markers, {} entries",
                        c.instructions, c.reached, c.markers, c.entries
                    ),
                    Err(e) => fail(&format!("{file}: {e}")),
                }
            }
        }
        _ => fail(USAGE),
    }
}

fn fail(message: &str) -> ! {
    eprintln!("zkcwasm-counter: {message}");
    std::process::exit(2);
}
