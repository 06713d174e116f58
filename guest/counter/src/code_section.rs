//! One section of code of an object: read as a graph, written again with markers in it.

use crate::graph::{Flow, Graph};
use crate::instruction::{counted_row, Instruction};
use crate::object_file::{ObjectFile, Relocation, Symbol};
use crate::placement::{Amounts, Length, Placement};
use crate::Error;
use object::elf::{self, STT_FUNC};
use object::LittleEndian as LE;
use std::collections::HashSet;

/// A branch that is farther than this from its target gets a jump to help it, since markers come in between.
const FAR: i64 = 2900;

/// An instruction of a section.
#[derive(Debug, Clone, Copy)]
struct Item {
    word: Instruction,
    flow: Flow,
    /// The linker may leave it out: the first of two that call something near, or that make an address.
    may_vanish: bool,
    /// The linker changes what it goes to.
    relocated: bool,
    /// It helps the branch before it.
    added: bool,
}

/// A section's code, and what is known of it.
pub struct CodeSection {
    pub section: usize,
    items: Vec<Item>,
    pub graph: Graph,
    /// Names of the functions in it and where they start, in bytes.
    pub functions: Vec<(String, u64)>,
}

fn marks_code(kind: u32) -> bool {
    matches!(
        kind,
        elf::R_RISCV_BRANCH
            | elf::R_RISCV_JAL
            | elf::R_RISCV_CALL
            | elf::R_RISCV_CALL_PLT
            | elf::R_RISCV_RELAX
    )
}

/// Places of each section of code whose address is data, or is made by an instruction.
pub fn taken_addresses(object: &ObjectFile) -> Vec<HashSet<u64>> {
    let mut taken = vec![HashSet::new(); object.sections.len()];
    for relocations in &object.relocations {
        for r in relocations {
            let kind = r.r_type(LE, false);
            // The low half of an address names the instruction that makes the high one.
            if marks_code(kind) || matches!(kind, elf::R_RISCV_PCREL_LO12_I | elf::R_RISCV_PCREL_LO12_S) {
                continue;
            }
            let symbol = object.symbols[r.r_sym(LE, false) as usize];
            let section = usize::from(symbol.st_shndx.get(LE));
            if let Some(places) = taken.get_mut(section) {
                places.insert(symbol.st_value.get(LE).wrapping_add_signed(r.r_addend.get(LE)));
            }
        }
    }
    taken
}

impl CodeSection {
    /// Reads a section. `symbols` are those in it; `diverges` tells of each symbol of the object whether a call of it never
    /// comes back.
    pub fn read(
        object: &ObjectFile,
        section: usize,
        symbols: &[usize],
        taken: &HashSet<u64>,
        diverges: &[bool],
    ) -> Result<Self, Error> {
        let name = || format!("section {section}");
        let content = object.content(section)?;
        if !content.len().is_multiple_of(4) {
            return Err(Error::new(format!("{} is not made of instructions of four bytes", name())));
        }
        let words: Vec<Instruction> = content
            .chunks_exact(4)
            .map(|w| Instruction(u32::from_le_bytes([w[0], w[1], w[2], w[3]])))
            .collect();
        let n = words.len();
        let mut kinds: Vec<Vec<&Relocation>> = vec![Vec::new(); n];
        for r in &object.relocations[section] {
            let at = r.r_offset.get(LE);
            let place = kinds.get_mut((at / 4) as usize).filter(|_| at % 4 == 0);
            place.ok_or_else(|| Error::new(format!("{}: a relocation of no instruction", name())))?.push(r);
        }
        let mut functions = Vec::new();
        let mut entry = vec![false; n];
        for symbol in symbols.iter().map(|&i| &object.symbols[i]) {
            if symbol.st_type() == STT_FUNC {
                let at = symbol.st_value.get(LE);
                functions.push((object.name(symbol)?, at));
                if let Some(entry) = entry.get_mut((at / 4) as usize) {
                    *entry = true;
                }
            }
        }
        functions.sort_by(|x, y| x.1.cmp(&y.1).then(x.0.cmp(&y.0)));
        taken.iter().for_each(|&at| {
            if let Some(entry) = entry.get_mut((at / 4) as usize) {
                *entry = true;
            }
        });
        entry[0] = true;
        let mut items = Vec::with_capacity(n);
        let target = |r: &Relocation| -> (usize, u64) {
            let symbol = object.symbols[r.r_sym(LE, false) as usize];
            (
                usize::from(symbol.st_shndx.get(LE)),
                symbol.st_value.get(LE).wrapping_add_signed(r.r_addend.get(LE)),
            )
        };
        for (i, &word) in words.iter().enumerate() {
            if !word.is_known() {
                return Err(Error::new(format!(
                    "{} ({}): {:#010x} at {:#x} is no instruction of RV64IM",
                    name(),
                    functions.first().map_or("?", |f| &f.0),
                    word.0,
                    4 * i
                )));
            }
            if word.writes_counter() && !word.is_reset() && !word.is_addition_to_counter() {
                let function = functions.first().map_or("?", |f| &f.0);
                return Err(Error::new(format!(
                    "{function} writes the register that counts (x27), at {:#x}",
                    4 * i
                )));
            }
            let of =
                |wanted: &[u32]| kinds[i].iter().find(|r| wanted.contains(&r.r_type(LE, false))).copied();
            let relaxed = of(&[elf::R_RISCV_RELAX]).is_some();
            let local = |(to, at): (usize, u64)| {
                (to == section && at < content.len() as u64).then_some(at as usize / 4)
            };
            let mut may_vanish = false;
            let mut relocated = of(&[elf::R_RISCV_BRANCH, elf::R_RISCV_JAL]).is_some();
            let own = |distance: i64| {
                let to = 4 * i as i64 + distance;
                usize::try_from(to / 4).ok().filter(|&to| to < n)
            };
            let flow = if word.is_branch() {
                let to = match of(&[elf::R_RISCV_BRANCH]) {
                    Some(r) => local(target(r)),
                    None => own(word.distance().unwrap_or(0)),
                };
                let to = to.ok_or_else(|| Error::new(format!("{}: a branch out of the section", name())))?;
                Flow::Branch(to)
            } else if word.is_jal() {
                let to = match of(&[elf::R_RISCV_JAL]) {
                    Some(r) => target(r),
                    None => (section, (4 * i as i64 + word.distance().unwrap_or(0)) as u64),
                };
                match (word.rd(), local(to)) {
                    (0, Some(to)) => Flow::Jump(to),
                    (0, None) => Flow::Leave,
                    (_, to) => {
                        if let Some(to) = to {
                            entry[to] = true;
                        }
                        match of(&[elf::R_RISCV_JAL]) {
                            Some(r) if diverges[r.r_sym(LE, false) as usize] => Flow::End,
                            _ => Flow::Next,
                        }
                    }
                }
            } else if word.is_jalr() {
                let call = i.checked_sub(1).and_then(|before| {
                    kinds[before]
                        .iter()
                        .find(|r| matches!(r.r_type(LE, false), elf::R_RISCV_CALL | elf::R_RISCV_CALL_PLT))
                });
                relocated |= call.is_some();
                let row = i.checked_sub(4).and_then(|first| {
                    counted_row([words[first], words[first + 1], words[first + 2], words[first + 3], word])
                });
                match (row, call, word.rd()) {
                    (Some(distance), ..) => {
                        let end = own(distance - 8).filter(|&end| end > i);
                        let end =
                            end.ok_or_else(|| Error::new(format!("{}: a row without an end", name())))?;
                        if !words[i + 1..end].iter().all(|w| w.is_memory()) {
                            return Err(Error::new(format!(
                                "{}: a row of more than loads and stores",
                                name()
                            )));
                        }
                        Flow::Row(end)
                    }
                    (None, _, 0) => Flow::Leave,
                    (None, Some(r), _) if diverges[r.r_sym(LE, false) as usize] => Flow::End,
                    _ => Flow::Next,
                }
            } else if word.is_trap() {
                Flow::End
            } else if word.is_reset() {
                Flow::Reset
            } else {
                Flow::Next
            };
            if let Some(r) = of(&[elf::R_RISCV_CALL, elf::R_RISCV_CALL_PLT]) {
                may_vanish = relaxed;
                relocated = true;
                let (to, at) = target(r);
                if let Some(to) = local((to, at)) {
                    entry[to] = true;
                }
            }
            if of(&[elf::R_RISCV_HI20, elf::R_RISCV_PCREL_HI20]).is_some() {
                may_vanish = relaxed;
            }
            if of(&[elf::R_RISCV_ALIGN]).is_some() {
                return Err(Error::new(format!("{}: code that is to be aligned", name())));
            }
            items.push(Item { word, flow, may_vanish, relocated, added: false });
        }
        let (items, entry) = help_far_branches(items, entry);
        let flows: Vec<Flow> = items.iter().map(|i| i.flow).collect();
        let graph = Graph::of(&flows, &entry);
        Ok(Self { section, items, graph, functions })
    }

    /// Whether it can come back to whoever called it, as far as it goes without calls that do not.
    pub fn returns(&self) -> bool {
        let mut reached = vec![false; self.graph.blocks.len()];
        let mut todo: Vec<usize> =
            (0..reached.len()).filter(|&b| self.graph.blocks[b].entry || b == 0).collect();
        while let Some(b) = todo.pop() {
            if std::mem::replace(&mut reached[b], true) {
                continue;
            }
            match self.graph.blocks[b].flow {
                Flow::Leave => return true,
                Flow::End => continue,
                Flow::Reset => todo.extend((b + 1 < reached.len()).then_some(b + 1)),
                _ => {}
            }
            todo.extend(self.graph.taken(b).into_iter().chain(self.graph.next(b)));
        }
        false
    }

    /// Lengths of its blocks, with `there` telling which instructions that may vanish do not.
    pub fn lengths(&self, there: &[bool]) -> Vec<i64> {
        let length = |b: &crate::graph::Block| (b.start..b.end).filter(|&i| there[i]).count() as i64;
        self.graph.blocks.iter().map(length).collect()
    }

    /// Lengths in two measures, see [`Length`].
    pub fn lengths_twice(&self, there: &[bool]) -> Vec<Length> {
        let odd = |i: usize| if self.items[i].may_vanish { 1_000_003 + 7919 * i as i64 } else { 1 };
        let second = |b: &crate::graph::Block| (b.start..b.end).map(odd).sum();
        self.lengths(there).into_iter().zip(self.graph.blocks.iter().map(second)).collect()
    }

    /// Instructions, with those that the linker may leave out left out.
    pub fn shortest(&self) -> Vec<bool> {
        self.items.iter().map(|i| !i.may_vanish).collect()
    }

    /// The section with markers in it, and where everything of it went. What the markers add is not known before the
    /// object is linked.
    pub fn write(&self, placement: &Placement) -> Result<(Vec<u8>, Moves), Error> {
        let n = self.items.len();
        let (mut at, mut label, mut before) = (vec![0u64; n + 1], vec![0u64; n + 1], vec![0u64; n + 1]);
        let mut next = 0;
        let mut block = 0;
        for i in 0..n {
            before[i] = next;
            label[i] = next;
            if self.graph.blocks.get(block).is_some_and(|b| b.start == i) {
                if block > 0 && placement.on_next[block - 1] {
                    next += 4;
                }
                label[i] = next;
                if placement.at_start[block] {
                    next += 4;
                }
                block += 1;
            }
            at[i] = next;
            next += 4;
        }
        (at[n], label[n], before[n]) = (next, next, next);
        let mut out = vec![0; next as usize];
        let mut put = |at: u64, word: Instruction| {
            out[at as usize..at as usize + 4].copy_from_slice(&word.0.to_le_bytes());
        };
        for (b, block) in self.graph.blocks.iter().enumerate() {
            if placement.at_start[b] {
                put(label[block.start], Instruction::marker(0));
            }
            if placement.on_next[b] {
                put(before[block.end], Instruction::marker(0));
            }
        }
        for (i, item) in self.items.iter().enumerate() {
            let mut word = item.word;
            if let (Flow::Branch(to) | Flow::Jump(to), Some(_)) = (item.flow, word.distance()) {
                let distance = label[to] as i64 - at[i] as i64;
                if !word.reaches(distance) {
                    let function = self.functions.first().map_or("?", |f| &f.0);
                    return Err(Error::new(format!("{function}: a branch over {distance} bytes")));
                }
                if !item.relocated {
                    word = word.with_distance(distance);
                }
            }
            put(at[i], word);
        }
        let items = (0..n).filter(|&i| !self.items[i].added).chain([n]).collect();
        let helped = (0..n).map(|i| self.items.get(i + 1).is_some_and(|next| next.added)).collect();
        Ok((out, Moves { items, helped, at, label, before }))
    }

    /// The place in the section as it was read, in bytes, of what linked code has so many instructions behind the section's
    /// start: of a marker, what it stands before; of two instructions that the linker makes one of, the first. `None` for
    /// what is not in the section.
    pub fn place(&self, placement: &Placement, there: &[bool], instructions: usize) -> Option<u64> {
        let (mut next, mut block, mut old) = (0, 0, 0);
        for (i, item) in self.items.iter().enumerate() {
            if self.graph.blocks.get(block).is_some_and(|b| b.start == i) {
                next += usize::from(block > 0 && placement.on_next[block - 1]);
                next += usize::from(placement.at_start[block]);
                block += 1;
            }
            if there[i] && next >= instructions {
                let second = i > 0 && self.items[i - 1].may_vanish;
                return (!item.added).then_some(4 * (old - u64::from(second)));
            }
            next += usize::from(there[i]);
            old += u64::from(!item.added);
        }
        None
    }

    /// Finds the section in linked code, which starts with its first instruction, and tells which of its instructions
    /// are there. `None` where the code is not this section's.
    pub fn recognize(&self, code: &[Instruction], placement: &Placement) -> Option<Recognized> {
        let mut there = vec![true; self.items.len()];
        let n = self.graph.blocks.len();
        let mut found =
            Recognized { there: Vec::new(), at_start: vec![0; n], on_next: vec![0; n], length: 0 };
        let mut next = 0;
        let mut block = 0;
        for (i, item) in self.items.iter().enumerate() {
            if self.graph.blocks.get(block).is_some_and(|b| b.start == i) {
                if block > 0 && placement.on_next[block - 1] {
                    code.get(next)?.as_marker()?;
                    found.on_next[block - 1] = next;
                    next += 1;
                }
                if placement.at_start[block] {
                    code.get(next)?.as_marker()?;
                    found.at_start[block] = next;
                    next += 1;
                }
                block += 1;
            }
            let word = *code.get(next)?;
            if item.may_vanish && (word.opcode(), word.rd()) != (item.word.opcode(), item.word.rd()) {
                there[i] = false;
                continue;
            }
            // A near call or jump is one instruction instead of two.
            let is_same = if item.word.is_jalr() && item.relocated {
                word.is_jal() || word.is_jalr()
            } else {
                word.opcode() == item.word.opcode()
            };
            if !is_same
                || (word.rd() != item.word.rd() && !item.word.is_branch() && item.word.opcode() != 0x23)
            {
                return None;
            }
            next += 1;
        }
        found.there = there;
        found.length = next;
        Some(found)
    }
}

/// Where a section's instructions went.
pub struct Moves {
    /// By old position: the instruction there, and one behind the last.
    items: Vec<usize>,
    /// By instruction: a jump was added behind it, which goes where it went.
    helped: Vec<bool>,
    /// By instruction: where it is, where what is jumped to is (the marker before it), where what comes before it ends.
    at: Vec<u64>,
    label: Vec<u64>,
    before: Vec<u64>,
}

impl Moves {
    fn item(&self, old: u64) -> usize {
        self.items[((old / 4) as usize).min(self.items.len() - 1)]
    }

    /// Where a place is that may be jumped to.
    fn place(&self, old: u64) -> u64 {
        self.label[self.item(old)]
    }

    /// Moves relocations and symbols of an object to where the sections of these went.
    pub fn apply(moves: &[Option<Moves>], object: &mut ObjectFile) {
        let of = |symbol: &Symbol| moves.get(usize::from(symbol.st_shndx.get(LE))).and_then(Option::as_ref);
        // Symbols that name the instruction itself, not what is jumped to.
        let mut names_instruction = vec![false; object.symbols.len()];
        for relocations in &mut object.relocations {
            for r in relocations {
                let i = r.r_sym(LE, false) as usize;
                let (symbol, addend) = (&object.symbols[i], r.r_addend.get(LE));
                if matches!(r.r_type(LE, false), elf::R_RISCV_PCREL_LO12_I | elf::R_RISCV_PCREL_LO12_S) {
                    names_instruction[i] = true;
                } else if let Some(moves) = of(symbol).filter(|_| addend != 0) {
                    // The sum has to go where the sum went.
                    let old = symbol.st_value.get(LE);
                    let sum = moves.place(old.wrapping_add_signed(addend)) as i64;
                    r.r_addend.set(LE, sum - moves.place(old) as i64);
                }
            }
        }
        for (relocations, moves) in object.relocations.iter_mut().zip(moves) {
            let Some(moves) = moves else { continue };
            for r in relocations {
                let i = moves.item(r.r_offset.get(LE));
                let mut at = moves.at[i];
                if moves.helped[i] && r.r_type(LE, false) == elf::R_RISCV_BRANCH {
                    let symbol = r.r_sym(LE, false);
                    r.set_r_info(LE, false, symbol, elf::R_RISCV_JAL);
                    at = moves.at[i + 1];
                }
                r.r_offset.set(LE, at);
            }
        }
        for (symbol, names_instruction) in object.symbols.iter_mut().zip(names_instruction) {
            let Some(moves) = moves.get(usize::from(symbol.st_shndx.get(LE))).and_then(Option::as_ref) else {
                continue;
            };
            if symbol.st_type() == elf::STT_SECTION {
                continue;
            }
            let (old, size) = (symbol.st_value.get(LE), symbol.st_size.get(LE));
            let new = if names_instruction { moves.at[moves.item(old)] } else { moves.place(old) };
            symbol.st_value.set(LE, new);
            if size > 0 {
                symbol.st_size.set(LE, moves.before[moves.item(old + size)] - new);
            }
        }
    }
}

/// What linked code has of a section.
pub struct Recognized {
    /// Instructions that the linker left there.
    pub there: Vec<bool>,
    /// Where the placement's markers are, in instructions from the start.
    pub at_start: Vec<usize>,
    pub on_next: Vec<usize>,
    /// Instructions in all.
    pub length: usize,
}

impl Recognized {
    /// The markers with what they add.
    pub fn markers(&self, placement: &Placement, amounts: &Amounts) -> Vec<(usize, i64)> {
        let mut markers = Vec::new();
        for b in 0..self.at_start.len() {
            if placement.at_start[b] {
                markers.push((self.at_start[b], amounts.at_start[b]));
            }
            if placement.on_next[b] {
                markers.push((self.on_next[b], amounts.on_next[b]));
            }
        }
        markers
    }
}

/// Puts a jump behind each branch whose target would come to be too far, and turns the branch around it.
fn help_far_branches(items: Vec<Item>, entry: Vec<bool>) -> (Vec<Item>, Vec<bool>) {
    let is_far = |i: usize| match items[i].flow {
        Flow::Branch(to) => (4 * (to as i64 - i as i64)).abs() > FAR,
        _ => false,
    };
    let mut moved = Vec::with_capacity(items.len());
    let mut next = 0;
    for i in 0..items.len() {
        moved.push(next);
        next += 1 + usize::from(is_far(i));
    }
    moved.push(next);
    let mut out = Vec::with_capacity(next);
    let mut entries = Vec::with_capacity(next);
    for (i, item) in items.iter().enumerate() {
        let flow = match item.flow {
            Flow::Branch(to) if is_far(i) => {
                out.push(Item {
                    word: item.word.inverted().with_distance(8),
                    flow: Flow::Branch(moved[i] + 2),
                    relocated: false,
                    ..*item
                });
                entries.extend([entry[i], false]);
                out.push(Item {
                    word: Instruction::jump(0),
                    flow: Flow::Jump(moved[to]),
                    added: true,
                    ..*item
                });
                continue;
            }
            Flow::Branch(to) => Flow::Branch(moved[to]),
            Flow::Jump(to) => Flow::Jump(moved[to]),
            Flow::Row(to) => Flow::Row(moved[to]),
            other => other,
        };
        out.push(Item { flow, ..*item });
        entries.push(entry[i]);
    }
    (out, entries)
}
