//! `zkcwasm-executor-host execute ACCEPTED PIECE...` executes natively; `zkcwasm-executor-host image ELF PIECE...` runs the program for
//! the zkVM in the profiler's interpreter, and says how many instructions that took. Both print the statement in hex; exit code 1
//! and one line where there is none. ACCEPTED and PIECE are files.

#[cfg(not(target_os = "zkvm"))]
mod native {
    use zkcwasm_executor::{execute, Accepted};
    use zkcwasm_profiler::machine::Machine;
    use zkcwasm_profiler::symbols::Symbols;

    const USAGE: &str = "usage: zkcwasm-executor-host [execute ACCEPTED PIECE... | image ELF PIECE...]";
    /// Instructions after which an image is taken for one that does not end.
    const MOST: u64 = 1 << 40;

    pub fn act() -> Result<String, String> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match words[..] {
            ["execute", accepted, ref pieces @ ..] => {
                let text =
                    String::from_utf8(read(accepted)?).map_err(|_| format!("{accepted} is not text"))?;
                let accepted = Accepted::parse(&text).map_err(|e| e.to_string())?;
                let pieces: Vec<&'static [u8]> =
                    pieces.iter().map(|p| Ok(&*read(p)?.leak())).collect::<Result<_, String>>()?;
                execute(&pieces, accepted).map(|s| hex(&s.encode())).map_err(|e| e.to_string())
            }
            ["image", elf, ref pieces @ ..] => image(elf, pieces),
            _ => Err(USAGE.into()),
        }
    }

    fn image(elf: &str, pieces: &[&str]) -> Result<String, String> {
        let elf = read(elf)?;
        let mut machine = Machine::new(&elf, Symbols::of(&elf)?)?;
        machine.give(pieces.iter().map(|piece| read(piece)).collect::<Result<Vec<_>, _>>()?);
        machine.run_plain(MOST)?;
        if machine.exit_code != 0 {
            return Err(format!(
                "exit code {} after {} instructions",
                machine.exit_code, machine.instructions
            ));
        }
        Ok(format!("{}\n{} instructions", hex(&machine.public_values), machine.instructions))
    }

    fn read(path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|e| format!("cannot read {path}: {e}"))
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(not(target_os = "zkvm"))]
fn main() -> std::process::ExitCode {
    match native::act() {
        Ok(text) => {
            println!("{text}");
            std::process::ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("zkcwasm-executor-host: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "zkvm")]
fn main() {}
