//! Assembles and links small programs for the tests, with the compiler and linker that are there anyway.

use std::path::{Path, PathBuf};
use std::process::Command;

fn rustc() -> Command {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.env("RUSTC_BOOTSTRAP", "1");
    command
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The linker that comes with Rust.
pub fn linker() -> PathBuf {
    let version = output(rustc().arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc has a host");
    let root = output(rustc().args(["--print", "sysroot"]));
    Path::new(root.trim()).join("lib/rustlib").join(host).join("bin/rust-lld")
}

/// A folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Assembles into `folder`.
pub fn assemble(folder: &Path, assembly: &str) -> PathBuf {
    let (source, object) = (folder.join("program.rs"), folder.join("program.o"));
    let text = format!(
        "#![feature(no_core, rustc_attrs, lang_items)]\n#![no_core]\n#![crate_type = \"lib\"]\n\
         #[lang = \"pointee_sized\"] pub trait PointeeSized {{}}\n\
         #[lang = \"meta_sized\"] pub trait MetaSized: PointeeSized {{}}\n\
         #[lang = \"sized\"] pub trait Sized: MetaSized {{}}\n\
         #[rustc_builtin_macro] macro_rules! global_asm {{ () => {{}} }}\n\
         global_asm!(r##\"{assembly}\"##);\n"
    );
    std::fs::write(&source, text).expect("the folder can be written to");
    output(
        rustc()
            .args(["--target", "riscv64im-unknown-none-elf", "-Ctarget-feature=+relax"])
            .args(["--emit=obj", "-Awarnings", "-o"])
            .args([&object, &source]),
    );
    object
}

/// What the linker is told: as for an image.
pub fn arguments(object: &Path, elf: &Path) -> Vec<String> {
    let mut arguments: Vec<String> = ["-flavor", "gnu"].map(String::from).to_vec();
    arguments.extend([object, Path::new("-o"), elf].map(|path| path.display().to_string()));
    let rest = ["--image-base=2013265920", "--icf=all", "--gc-sections", "--build-id=none"];
    arguments.extend(rest.map(String::from));
    arguments
}

/// Assembles and links a program that counts.
pub fn counting(name: &str, assembly: &str) -> Vec<u8> {
    let folder = folder(name);
    let (object, elf) = (assemble(&folder, assembly), folder.join("program.elf"));
    zkcwasm_counter::link::link(&linker(), &arguments(&object, &elf)).expect("it can be linked");
    std::fs::read(elf).expect("it was linked")
}
