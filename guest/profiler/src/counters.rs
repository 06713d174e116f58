//! Counters of an image built with `-Cprofile-generate`, as LLVM's run-time library would have written them: nothing
//! in the image writes them, they are read from its memory when it has stopped.

use object::{Object, ObjectSection};
use zkcwasm_profiler::machine::Machine;

const MAGIC: u64 = u64::from_be_bytes([255, b'l', b'p', b'r', b'o', b'f', b'r', 129]);
/// `INSTR_PROF_RAW_VERSION` of LLVM 22 (others have other headers), counters of the intermediate representation.
const VERSION: u64 = 10 | 1 << 56;
/// Size of a record in `__llvm_prf_data` (`INSTR_PROF_DATA`).
const RECORD: u64 = 64;
/// The last kind of profiled value (`IPVK_Last`).
const LAST_VALUE_KIND: u64 = 2;

/// A `.profraw` file for `llvm-profdata merge`.
pub fn raw_profile(elf: &[u8], machine: &mut Machine) -> Result<Vec<u8>, String> {
    let file = object::File::parse(elf).map_err(|e| e.to_string())?;
    let mut section = |name: &str| {
        let section = file.section_by_name(name).ok_or_else(|| format!("the image has no {name}"))?;
        Ok::<_, String>((section.address(), machine.bytes(section.address(), section.size())?))
    };
    let (counters_at, counters) = section("__llvm_prf_cnts")?;
    let (data_at, data) = section("__llvm_prf_data")?;
    let (names_at, names) = section("__llvm_prf_names")?;
    if !(data.len() as u64).is_multiple_of(RECORD) {
        return Err("__llvm_prf_data is not made of the records known here".into());
    }
    let header = [
        MAGIC,
        VERSION,
        0, // build ids
        data.len() as u64 / RECORD,
        0,
        counters.len() as u64 / 8,
        0,
        0, // bitmaps
        0,
        names.len() as u64,
        counters_at.wrapping_sub(data_at),
        0,
        names_at,
        0, // virtual tables
        0,
        LAST_VALUE_KIND,
    ];
    let mut out: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
    out.extend(data);
    out.extend(counters);
    out.extend(names);
    out.resize(out.len().next_multiple_of(8), 0);
    Ok(out)
}
