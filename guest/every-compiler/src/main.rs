//! The image of one target and one artifact profile, which are features (scripts/build-image.sh).
#![cfg_attr(target_os = "zkvm", no_main)]

#[cfg(target_os = "zkvm")]
zkcwasm_image::program!(zkcwasm_compiler::Linked);

#[cfg(not(target_os = "zkvm"))]
fn main() {
    eprintln!("this program runs inside a zkVM; build it with scripts/build-image.sh");
    std::process::exit(2);
}
