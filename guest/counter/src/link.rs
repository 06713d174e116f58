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

/// At how many places a value of the program may look like the address of code that is in no way one.
const SEEMING: usize = 64;

/// What is done about values of the program that look like addresses of code.
#[derive(Default)]
struct Seeming {
    /// Places at which code counts for itself, by number of unit, section and bytes from its start.
    entries: HashSet<(usize, usize, u64)>,
    /// Markers that nothing runs, behind a section, by number of unit and section: what follows moves on by them.
    words: HashMap<(usize, usize), usize>,
}

impl Seeming {
    /// Takes something seen to be addressed at `at` for an address. `false` where nothing more can be done.
    fn take(&mut self, units: &[Unit], elf: &[u8], at: u64) -> Result<bool, Error> {
        let Linked { start, found, .. } = find_sections(units, elf)?;
        let index = ((at - start) / 4) as usize;
        let holds = |f: &&Found| (f.first..f.first + f.recognized.length).contains(&index);
        let Some(here) = found.iter().find(holds) else { return Ok(false) };
        let Counted { section, placement, .. } = &units[here.unit].code[here.code];
        let place = section.place(placement, &here.recognized.there, index - here.first);
        let Some(place) = place.filter(|_| self.entries.len() < SEEMING) else { return Ok(false) };
        if self.entries.insert((here.unit, section.section, place)) {
            return Ok(true);
        }
        // It counts for itself already, right before what is addressed.
        let before = found.iter().filter(|f| f.first < here.first).max_by_key(|f| f.first);
        let Some(before) = before else { return Ok(false) };
        let section = units[before.unit].code[before.code].section.section;
        let words = self.words.entry((before.unit, section)).or_default();
        *words += 1;
        Ok(*words < SEEMING)
    }
}

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
    /// Markers behind it that nothing runs.
    words: usize,
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
    let mut seeming = Seeming::default();
    read_code(&mut units, &seeming)?;
    let linked = scratch.join("linked");
    let arguments: Vec<String> = arguments
        .iter()
        .map(|a| if Path::new(a) == output { linked.display().to_string() } else { a.clone() })
        .collect();
    let mut rounds = 0;
    while rounds < ROUNDS {
        rounds += 1;
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
        if !say_amounts(&mut units, &mut elf)? {
            continue;
        }
        match check(&elf) {
            Ok(checked) => {
                // Over the linker's own output, which is executable.
                write(&linked, &elf)?;
                std::fs::rename(&linked, output)
                    .map_err(|e| Error::new(format!("{}: {e}", output.display())))?;
                return Ok(checked);
            }
            // A number that happens to be the address of code cannot be told from an address that someone may jump to. So
            // it is taken for one: what is there is made to count for itself.
            Err(e) => {
                let at = e.entered.ok_or_else(|| refused(output, &elf, &e))?;
                if !seeming.take(&units, &elf, at)? {
                    return Err(refused(output, &elf, &e));
                }
                read_code(&mut units, &seeming)?;
                rounds = 0;
            }
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

/// Reads all code, with places at which it is to count for itself. It has to know what calls do not come back: found by going through it until nothing new is.
fn read_code(units: &mut [Unit], seeming: &Seeming) -> Result<(), Error> {
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
            let mut taken = taken_addresses(object);
            for &(_, section, at) in seeming.entries.iter().filter(|(unit, ..)| *unit == number) {
                taken[section].insert(at);
            }
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
                let words = seeming.words.get(&(number, section)).copied().unwrap_or(0);
                code.push(Counted { section: read, there, placement, words });
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
        let (mut content, moved) = counted.section.write(&counted.placement)?;
        content.extend(Instruction::marker(1).0.to_le_bytes().repeat(counted.words));
        object.change(counted.section.section, content);
        moves[counted.section.section] = Some(moved);
    }
    Moves::apply(&moves, &mut object);
    write(&unit.path, &object.write())
}

/// A section of code in the linked image.
struct Found {
    unit: usize,
    /// Its number among the unit's sections of code.
    code: usize,
    /// Its first instruction, in instructions from the start of the image's code.
    first: usize,
    recognized: Recognized,
}

/// The image's code: its address, its place in the file, and the sections that are in it.
struct Linked {
    start: u64,
    offset: u64,
    found: Vec<Found>,
}

/// Finds every section in the linked image.
fn find_sections(units: &[Unit], elf: &[u8]) -> Result<Linked, Error> {
    let bad = |e: object::Error| Error::new(format!("the linker's output: {e}"));
    let file = object::File::parse(elf).map_err(bad)?;
    let text = file.sections().find(|s| s.kind() == SectionKind::Text);
    let text = text.ok_or_else(|| Error::new("the linker's output has no code"))?;
    if file.sections().filter(|s| s.kind() == SectionKind::Text).count() != 1 {
        return Err(Error::new("the linker's output has several sections of code"));
    }
    let (start, offset) = (text.address(), text.file_range().map_or(0, |(at, _)| at));
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
    let mut all = Vec::new();
    let numbered = |(unit, of): (usize, &'_ Unit)| (0..of.code.len()).map(move |code| (unit, code));
    for (unit, number) in units.iter().enumerate().flat_map(numbered) {
        let counted = &units[unit].code[number];
        let Some((name, 0)) = counted.section.functions.first() else {
            let section = counted.section.section;
            return Err(Error::new(format!("section {section} of code does not begin with a function")));
        };
        // What nothing needs is not there.
        let Some(places) = addresses.get(name.as_str()) else { continue };
        let found = places.iter().find_map(|at| {
            let first = ((at - start) / 4) as usize;
            let recognized = counted.section.recognize(code.get(first..)?, &counted.placement)?;
            Some(Found { unit, code: number, first, recognized })
        });
        match found {
            Some(found) => all.push(found),
            // The function that took the place of one that was not needed.
            None if units[unit].from_archive => {}
            None => return Err(Error::new(format!("{name}: the linker made something else of it"))),
        }
    }
    Ok(Linked { start, offset, found: all })
}

/// Finds every section in the linked image and sets its markers. `false` if some had to be placed anew, since the linker
/// has shortened other instructions than was thought.
fn say_amounts(units: &mut [Unit], elf: &mut [u8]) -> Result<bool, Error> {
    let mut patches: Vec<(u64, Instruction)> = Vec::new();
    let mut all = true;
    let Linked { offset, found, .. } = find_sections(units, elf)?;
    for Found { unit, code, first, recognized } in found {
        let counted = &mut units[unit].code[code];
        let graph = &counted.section.graph;
        let lengths = counted.section.lengths(&recognized.there);
        if let Some(amounts) = amounts(graph, &counted.placement, &lengths) {
            for (at, amount) in recognized.markers(&counted.placement, &amounts) {
                if !crate::instruction::IMMEDIATE.contains(&amount) {
                    let name = counted.section.functions.first().map_or("?", |f| &f.0);
                    return Err(Error::new(format!("{name}: a marker would have to add {amount}")));
                }
                patches.push((4 * (first + at) as u64, Instruction::marker(amount)));
            }
        } else {
            all = false;
        }
        counted.there = recognized.there;
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
