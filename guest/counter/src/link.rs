//! Stands in for the linker: links objects that count.

use crate::code_section::{taken_addresses, CodeSection, Moves, Recognized};
use crate::frequency::estimate;
use crate::instruction::Instruction;
use crate::object_file::ObjectFile;
use crate::placement::{amounts, place, Placement};
use crate::{check, Checked, Error};
use object::read::archive::ArchiveFile;
use object::{LittleEndian as LE, Object, ObjectSection, ObjectSymbol, SectionKind};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often the linker may be asked again after it has shortened code in other places than was thought.
const ROUNDS: usize = 6;

/// One object that is linked, with its sections of code.
struct Unit {
    original: Vec<u8>,
    object: ObjectFile,
    /// Where the changed object is written.
    path: PathBuf,
    /// The linker may leave it out.
    from_archive: bool,
    code: Vec<Counted>,
}

struct Counted {
    section: CodeSection,
    /// Which instructions the linker leaves there, as far as it is known.
    there: Vec<bool>,
    placement: Placement,
}

/// Links what `arguments` say with `linker`, with counting in all code, and checks the result.
///
/// # Errors
/// Where an input cannot be read or made to count, the linker fails, or the result does not hold the check.
pub fn link(linker: &Path, arguments: &[String]) -> Result<Checked, Error> {
    let output = arguments.iter().position(|a| a == "-o").and_then(|at| arguments.get(at + 1));
    let output =
        PathBuf::from(output.ok_or_else(|| Error::new("the linker is not told where to write (-o)"))?);
    let scratch = output.with_extension(format!("counting.{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|e| Error::new(format!("{}: {e}", scratch.display())))?;
    let result = link_in(linker, arguments, &output, &scratch);
    let _ = std::fs::remove_dir_all(&scratch);
    result
}

fn link_in(linker: &Path, arguments: &[String], output: &Path, scratch: &Path) -> Result<Checked, Error> {
    let (mut units, arguments) = read_inputs(arguments, scratch)?;
    read_code(&mut units)?;
    let linked = scratch.join("linked");
    let arguments: Vec<String> = arguments
        .iter()
        .map(|a| if Path::new(a) == output { linked.display().to_string() } else { a.clone() })
        .collect();
    for _ in 0..ROUNDS {
        for unit in &mut units {
            write_unit(unit)?;
        }
        let status = Command::new(linker).args(&arguments).status();
        match status {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(Error::new(format!("{} ended with {status}", linker.display()))),
            Err(e) => return Err(Error::new(format!("cannot run {}: {e}", linker.display()))),
        }
        let mut elf = read(&linked)?;
        if say_amounts(&mut units, &mut elf)? {
            let checked = check(&elf).map_err(|e| refused(output, &elf, &e))?;
            // Over the linker's own output, which is executable.
            write(&linked, &elf)?;
            std::fs::rename(&linked, output).map_err(|e| Error::new(format!("{}: {e}", output.display())))?;
            return Ok(checked);
        }
    }
    Err(Error::new(format!("the linker shortens code in other places each of {ROUNDS} times")))
}

/// What does not hold the check is kept beside the output, to be looked at.
fn refused(output: &Path, elf: &[u8], why: &Error) -> Error {
    let kept = output.with_extension("refused");
    match write(&kept, elf) {
        Ok(()) => Error::new(format!("{why}; {} is what was linked", kept.display())),
        Err(_) => why.clone(),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|e| Error::new(format!("cannot read {}: {e}", path.display())))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|e| Error::new(format!("cannot write {}: {e}", path.display())))
}

/// The objects among the linker's arguments, and the arguments with changed ones in their place. An archive becomes its
/// members, of which the linker takes what it needs, as it does from an archive.
fn read_inputs(arguments: &[String], scratch: &Path) -> Result<(Vec<Unit>, Vec<String>), Error> {
    let mut units = Vec::new();
    let mut out = Vec::new();
    let mut take = |bytes: Vec<u8>, from_archive: bool| -> Result<String, Error> {
        let path = scratch.join(format!("{}.o", units.len()));
        let name = path.display().to_string();
        let object = ObjectFile::parse(bytes.clone())?;
        units.push(Unit { object, original: bytes, path, from_archive, code: Vec::new() });
        Ok(name)
    };
    for argument in arguments {
        if argument.starts_with('@') {
            return Err(Error::new("the linker's arguments are in a file, which is not supported"));
        }
        let is_file = Path::new(argument).is_file();
        if is_file && argument.ends_with(".o") {
            out.push(take(read(Path::new(argument))?, false)?);
        } else if is_file && (argument.ends_with(".rlib") || argument.ends_with(".a")) {
            let bytes = read(Path::new(argument))?;
            let bad = |e: object::Error| Error::new(format!("{argument}: {e}"));
            let archive = ArchiveFile::parse(&*bytes).map_err(bad)?;
            out.push("--start-lib".into());
            for member in archive.members() {
                let data = member.map_err(bad)?.data(&*bytes).map_err(bad)?;
                if data.starts_with(&object::elf::ELFMAG) {
                    out.push(take(data.to_vec(), true)?);
                }
            }
            out.push("--end-lib".into());
        } else {
            out.push(argument.clone());
        }
    }
    Ok((units, out))
}

/// Reads all code, which needs to know what calls do not come back: found by going through it until nothing new is.
fn read_code(units: &mut [Unit]) -> Result<(), Error> {
    let mut diverging: HashSet<(Option<usize>, String)> = HashSet::new();
    loop {
        let before = diverging.len();
        for (number, unit) in units.iter_mut().enumerate() {
            let object = &unit.object;
            let local =
                |s: &crate::object_file::Symbol| (s.st_bind() == object::elf::STB_LOCAL).then_some(number);
            let mut diverges = Vec::with_capacity(object.symbols.len());
            let mut symbols = vec![Vec::new(); object.sections.len()];
            for (i, symbol) in object.symbols.iter().enumerate() {
                diverges.push(diverging.contains(&(local(symbol), object.name(symbol)?)));
                if let Some(of) = symbols.get_mut(usize::from(symbol.st_shndx.get(LE))) {
                    of.push(i);
                }
            }
            let taken = taken_addresses(object);
            let mut code = Vec::new();
            for section in object.code() {
                let read = CodeSection::read(object, section, &symbols[section], &taken[section], &diverges)?;
                if !read.returns() {
                    for &i in &symbols[section] {
                        let symbol = &object.symbols[i];
                        if symbol.st_type() == object::elf::STT_FUNC {
                            diverging.insert((local(symbol), object.name(symbol)?));
                        }
                    }
                }
                let there = read.shortest();
                let frequencies = estimate(&read.graph);
                let placement = place(&read.graph, &frequencies, &read.lengths_twice(&there));
                code.push(Counted { section: read, there, placement });
            }
            unit.code = code;
        }
        if diverging.len() == before {
            return Ok(());
        }
    }
}

/// Writes a unit's object with markers that do not say yet what they add.
fn write_unit(unit: &mut Unit) -> Result<(), Error> {
    let mut object = ObjectFile::parse(unit.original.clone())?;
    let mut moves: Vec<Option<Moves>> = (0..object.sections.len()).map(|_| None).collect();
    for counted in &unit.code {
        let (content, moved) = counted.section.write(&counted.placement)?;
        object.change(counted.section.section, content);
        moves[counted.section.section] = Some(moved);
    }
    Moves::apply(&moves, &mut object);
    write(&unit.path, &object.write())
}

/// Finds every section in the linked image and sets its markers. `false` if some had to be placed anew, since the linker
/// has shortened other instructions than was thought.
fn say_amounts(units: &mut [Unit], elf: &mut [u8]) -> Result<bool, Error> {
    let bad = |e: object::Error| Error::new(format!("the linker's output: {e}"));
    let mut patches: Vec<(u64, Instruction)> = Vec::new();
    let mut all = true;
    let (offset, start);
    {
        let file = object::File::parse(&*elf).map_err(bad)?;
        let text = file.sections().find(|s| s.kind() == SectionKind::Text);
        let text = text.ok_or_else(|| Error::new("the linker's output has no code"))?;
        if file.sections().filter(|s| s.kind() == SectionKind::Text).count() != 1 {
            return Err(Error::new("the linker's output has several sections of code"));
        }
        (start, offset) = (text.address(), text.file_range().map_or(0, |(at, _)| at));
        let code: Vec<Instruction> = text
            .data()
            .map_err(bad)?
            .chunks_exact(4)
            .map(|w| Instruction(u32::from_le_bytes([w[0], w[1], w[2], w[3]])))
            .collect();
        let mut addresses: HashMap<&str, Vec<u64>> = HashMap::new();
        for symbol in file.symbols().filter(|s| s.kind() == object::SymbolKind::Text) {
            if let (Ok(name), true) = (symbol.name(), symbol.address() >= start) {
                addresses.entry(name).or_default().push(symbol.address());
            }
        }
        for (from_archive, counted) in
            units.iter_mut().flat_map(|u| u.code.iter_mut().map(|c| (u.from_archive, c)))
        {
            let Some((name, 0)) = counted.section.functions.first() else {
                let section = counted.section.section;
                return Err(Error::new(format!("section {section} of code does not begin with a function")));
            };
            // What nothing needs is not there.
            let Some(places) = addresses.get(name.as_str()) else { continue };
            let found = places.iter().find_map(|at| {
                let first = ((at - start) / 4) as usize;
                let found = counted.section.recognize(code.get(first..)?, &counted.placement)?;
                Some((first, found))
            });
            let Some((first, found)): Option<(usize, Recognized)> = found else {
                // The function that took the place of one that was not needed.
                if from_archive {
                    continue;
                }
                return Err(Error::new(format!("{name}: the linker made something else of it")));
            };
            let graph = &counted.section.graph;
            let lengths = counted.section.lengths(&found.there);
            if let Some(amounts) = amounts(graph, &counted.placement, &lengths) {
                for (at, amount) in found.markers(&counted.placement, &amounts) {
                    if !crate::instruction::IMMEDIATE.contains(&amount) {
                        return Err(Error::new(format!("{name}: a marker would have to add {amount}")));
                    }
                    patches.push((4 * (first + at) as u64, Instruction::marker(amount)));
                }
            } else {
                all = false;
            }
            counted.there = found.there;
        }
    }
    if !all {
        for counted in units.iter_mut().flat_map(|u| &mut u.code) {
            let graph = &counted.section.graph;
            counted.placement =
                place(graph, &estimate(graph), &counted.section.lengths_twice(&counted.there));
        }
        return Ok(false);
    }
    for (at, marker) in patches {
        let place = (offset + at) as usize;
        elf[place..place + 4].copy_from_slice(&marker.0.to_le_bytes());
    }
    Ok(true)
}
