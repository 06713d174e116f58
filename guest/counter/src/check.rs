//! Checks a linked image: whatever way control takes, no instruction runs that was not counted before.
//!
//! Nothing is taken from the tool that put the counting in: all that is looked at are the bytes that are proved. For
//! each instruction the credits are found that are there at least, by whatever way it was reached; a marker adds to them
//! what it says, each instruction takes one, and there must always be one to take. A call's credits stay its caller's: a
//! function, like everything else that is reached through an address (a table's case, a function pointer), starts with
//! none of its own, and returns with none or more. Rows of loads and stores that are entered in the middle count
//! themselves, see [`counted_row`].
//!
//! What it relies on:
//!
//! - a return goes to where its call came from, which is what compiled code does;
//! - addresses of code are in the image as words of eight bytes, or are made by `auipc` or `lui` with an `addi` from the same
//!   register, in the same function;
//! - a row is entered between its start and its end: the memory functions mask what they jump by (`runtime/src/memory.rs`).

use crate::instruction::{counted_row, Instruction};
use crate::Error;
use object::elf::{FileHeader64, PF_X};
use object::read::elf::{FileHeader, ProgramHeader};
use object::LittleEndian as LE;
use std::collections::HashSet;

/// What was found in an image that counts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Instructions of the program's text, markers included.
    pub instructions: usize,
    /// Markers, and additions of rows.
    pub markers: usize,
    /// Places that can be reached through an address.
    pub entries: usize,
    /// Instructions that can be reached.
    pub reached: usize,
}

/// The executable segment.
struct Text {
    start: u64,
    code: Vec<Instruction>,
}

impl Text {
    fn index(&self, address: u64) -> Option<usize> {
        let offset = address.checked_sub(self.start)?;
        let index = usize::try_from(offset / 4).ok()?;
        (offset % 4 == 0 && index < self.code.len()).then_some(index)
    }

    fn address(&self, index: usize) -> u64 {
        self.start + 4 * index as u64
    }

    fn fault(&self, index: usize, what: &str) -> Error {
        let word = self.code.get(index).map_or(0, |i| i.0);
        Error::new(format!(
            "the image does not count itself: {what} ({word:#010x} at {:#x})",
            self.address(index)
        ))
    }

    /// Where the instruction leads that follows an `auipc` for it: the pair that calls what is far.
    fn far(&self, index: usize) -> Option<u64> {
        let (jump, base) = (self.code[index], *self.code.get(index.checked_sub(1)?)?);
        (base.is_auipc() && base.rd() == jump.rs1() && base.rd() != 0).then(|| {
            let to = self.address(index - 1).wrapping_add_signed(base.upper());
            to.wrapping_add_signed(jump.immediate()) & !1
        })
    }
}

/// Checks an ELF.
///
/// # Errors
/// Where an instruction may run uncounted, something else writes the counter, or the file is not an image at all.
pub fn check(elf: &[u8]) -> Result<Checked, Error> {
    let bad = |e: object::Error| Error::new(format!("not an ELF of an image: {e}"));
    let header = FileHeader64::<LE>::parse(elf).map_err(bad)?;
    let segments = header.program_headers(LE, elf).map_err(bad)?;
    let mut text = None;
    let mut data = Vec::new();
    for segment in segments {
        let bytes = segment.data(LE, elf).map_err(|()| Error::new("a segment lies outside of the file"))?;
        if segment.p_type(LE) != object::elf::PT_LOAD {
            continue;
        }
        if segment.p_flags(LE) & PF_X == 0 {
            // The linker maps the file's own headers as well, which name where the text begins; no program looks there.
            let headers = (header.e_phoff(LE) as usize).saturating_add(size_of_val(segments));
            let skip = headers.saturating_sub(segment.p_offset(LE) as usize).min(bytes.len());
            data.push((segment.p_vaddr(LE) + skip as u64, &bytes[skip..]));
            continue;
        }
        let words = bytes.chunks_exact(4).map(|w| Instruction(u32::from_le_bytes([w[0], w[1], w[2], w[3]])));
        if text.replace(Text { start: segment.p_vaddr(LE), code: words.collect() }).is_some() {
            return Err(Error::new("the image has two executable segments"));
        }
    }
    let text = text.ok_or_else(|| Error::new("the image has no executable segment"))?;
    let start =
        text.index(header.e_entry(LE)).ok_or_else(|| Error::new("the image starts outside of its code"))?;
    if !text.code[start].is_reset() {
        return Err(text.fault(start, "it does not start with setting the counter to zero"));
    }
    let rows = rows(&text)?;
    for (i, instruction) in text.code.iter().enumerate() {
        let allowed = instruction.as_marker().is_some()
            || (instruction.is_reset() && i == start)
            || rows.iter().any(|row| row.jump == i + 3);
        if instruction.writes_counter() && !allowed {
            return Err(text.fault(i, "something else writes the counter"));
        }
    }
    let entries = entries(&text, &data);
    let credits = follow(&text, start, &entries, &rows)?;
    Ok(Checked {
        instructions: text.code.len(),
        markers: text.code.iter().filter(|i| i.as_marker().is_some()).count() + rows.len(),
        entries: entries.len(),
        reached: credits.iter().filter(|c| c.is_some()).count(),
    })
}

/// A row of loads and stores: what jumps into it, and the end.
struct Row {
    jump: usize,
    end: usize,
}

fn rows(text: &Text) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for (i, five) in text.code.windows(5).enumerate() {
        let Some(distance) = counted_row([five[0], five[1], five[2], five[3], five[4]]) else { continue };
        let (jump, end) = (i + 4, i + 2 + (distance / 4) as usize);
        if !text.code.get(jump + 1..end).is_some_and(|row| row.iter().all(|i| i.is_memory())) {
            return Err(text.fault(jump, "a row is not made of loads and stores"));
        }
        rows.push(Row { jump, end });
    }
    Ok(rows)
}

/// Places that may be reached through an address: words of the data that are one of the text, and what code makes.
fn entries(text: &Text, data: &[(u64, &[u8])]) -> Vec<usize> {
    let mut words = Vec::new();
    for (address, bytes) in data {
        let skip = address.next_multiple_of(8) - address;
        let eight = bytes.get(skip as usize..).unwrap_or(&[]).chunks_exact(8);
        let word = |w: &[u8]| u64::from_le_bytes([w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]]);
        words.extend(eight.filter_map(|w| text.index(word(w))));
    }
    words.sort_unstable();
    words.dedup();
    let mut functions: Vec<usize> = (0..text.code.len()).filter_map(|i| called(text, i)).collect();
    functions.sort_unstable();
    functions.dedup();
    let mut entries = words.clone();
    for (i, base) in text.code.iter().enumerate() {
        let value = match base {
            _ if base.is_auipc() => text.address(i).wrapping_add_signed(base.upper()),
            _ if base.is_lui() => base.upper() as u64,
            _ => continue,
        };
        // What lies near enough for an `addi` to make an address of the text of it.
        let near = value.wrapping_add(2048) >= text.start
            && value.wrapping_sub(2048) < text.address(text.code.len());
        // Half of a call of what is far leaves nothing of it.
        let next = text.code.get(i + 1);
        let calls =
            next.is_some_and(|n| n.is_jalr() && n.rs1() == base.rd() && (n.rd() == 0 || n.rd() == base.rd()));
        if base.rd() != 0 && near && !calls {
            let made = additions(text, i, &functions, &words);
            entries.extend(made.iter().filter_map(|&by| text.index(value.wrapping_add_signed(by))));
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// What an instruction calls, if it does so directly.
fn called(text: &Text, i: usize) -> Option<usize> {
    let instruction = text.code[i];
    if instruction.is_jal() && instruction.rd() != 0 {
        return text.index(text.address(i).wrapping_add_signed(instruction.distance()?));
    }
    (instruction.is_jalr() && instruction.rd() != 0)
        .then(|| text.far(i).and_then(|at| text.index(at)))
        .flatten()
}

/// What may be added by an `addi` to what the instruction at `from` makes, wherever it may get to in its function before
/// it is overwritten. No function has another one that is called in it; a jump by a register goes to one of the cases
/// (`words`) of the same.
fn additions(text: &Text, from: usize, functions: &[usize], words: &[usize]) -> Vec<i64> {
    let register = text.code[from].rd();
    let after = functions.partition_point(|&f| f <= from);
    let start = after.checked_sub(1).map_or(0, |i| functions[i]);
    let end = functions.get(after).copied().unwrap_or(text.code.len());
    let mut seen = HashSet::new();
    let mut todo = vec![from + 1];
    let mut made = Vec::new();
    while let Some(i) = todo.pop() {
        if !(start..end).contains(&i) || !seen.insert(i) {
            continue;
        }
        let instruction = text.code[i];
        if instruction.is_addi() && instruction.rs1() == register {
            made.push(instruction.immediate());
        }
        if instruction.writes(register) {
            continue;
        }
        let near = instruction.distance().map(|d| text.address(i).wrapping_add_signed(d));
        if instruction.is_branch() || (instruction.is_jal() && instruction.rd() == 0) {
            todo.extend(near.and_then(|at| text.index(at)));
        }
        if instruction.is_jalr() && instruction.rd() == 0 && instruction.rs1() != 1 {
            let first = words.partition_point(|&w| w < start);
            todo.extend(words[first..].iter().take_while(|&&w| w < end));
        }
        if !((instruction.is_jal() || instruction.is_jalr()) && instruction.rd() == 0) {
            todo.push(i + 1);
        }
    }
    made
}

/// Fewest credits before an instruction, and the one that they come from: itself where it is reached through an address.
type Credits = (i64, usize);

/// Fewest credits before each instruction; `None` for what is not reached.
fn follow(text: &Text, start: usize, entries: &[usize], rows: &[Row]) -> Result<Vec<Option<Credits>>, Error> {
    let n = text.code.len();
    let mut in_row = vec![false; n];
    rows.iter().for_each(|row| in_row[row.jump + 1..row.end].fill(true));
    let mut credits: Vec<Option<Credits>> = vec![None; n];
    let mut todo: Vec<usize> = Vec::new();
    let reach = |todo: &mut Vec<usize>,
                 credits: &mut Vec<Option<Credits>>,
                 from: usize,
                 to: Option<usize>,
                 with: i64| {
        let to = to.ok_or_else(|| text.fault(from, "it leads out of the code"))?;
        if in_row[to] {
            return Err(text.fault(from, "it leads into a row that counts for another way in"));
        }
        if credits[to].is_none_or(|(had, _)| with < had) {
            credits[to] = Some((with, from));
            todo.push(to);
        }
        Ok(())
    };
    reach(&mut todo, &mut credits, start, Some(start + 1), 0)?;
    for &entry in entries {
        reach(&mut todo, &mut credits, entry, Some(entry), 0)?;
    }
    while let Some(i) = todo.pop() {
        let instruction = text.code[i];
        let had = credits[i].map_or(0, |(had, _)| had);
        let has = had + instruction.as_marker().unwrap_or(0) - 1;
        if has < 0 {
            let before = |&at: &usize| credits[at].map(|(_, from)| from).filter(|&from| from != at);
            let first = std::iter::successors(Some(i), before).take(n).last().unwrap_or(i);
            let from = text.address(first);
            let fault = text
                .fault(i, &format!("an instruction may run that was not counted, on a way from {from:#x}"));
            return Err(Error { entered: Some(from).filter(|_| entries.contains(&first)), ..fault });
        }
        let mut to = |to: Option<usize>, with: i64| reach(&mut todo, &mut credits, i, to, with);
        let near = instruction.distance().map(|d| text.address(i).wrapping_add_signed(d));
        if instruction.is_branch() {
            to(near.and_then(|at| text.index(at)), has)?;
            to(Some(i + 1).filter(|&next| next < n), has)?;
        } else if instruction.is_jal() {
            let target = near.and_then(|at| text.index(at));
            if instruction.rd() == 0 {
                to(target, has)?;
            } else {
                to(target, 0)?;
                to(Some(i + 1).filter(|&next| next < n), has)?;
            }
        } else if let Some(row) = rows.iter().find(|row| row.jump == i) {
            to(Some(row.end).filter(|&end| end < n), has)?;
        } else if instruction.is_jalr() {
            // A return or a jump through an address gives up what it has.
            let target = text.far(i);
            if let Some(at) = target {
                to(text.index(at), if instruction.rd() == 0 { has } else { 0 })?;
            }
            if instruction.rd() != 0 {
                // What comes after a call that never comes back need not be there.
                if i + 1 < n {
                    to(Some(i + 1), has)?;
                }
            }
        } else if !instruction.is_trap() && !instruction.is_reset() {
            to(Some(i + 1).filter(|&next| next < n), has)?;
        } else if instruction.is_reset() {
            return Err(text.fault(i, "the counter is set to zero again"));
        }
    }
    Ok(credits)
}
