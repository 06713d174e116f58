//! A plain RV64IM interpreter with the five system calls that an image makes.

use crate::symbols::Symbols;
use object::{Object, ObjectSegment, SegmentFlags};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

const PAGE_BITS: u32 = 12;
const PAGE: usize = 1 << PAGE_BITS;
/// Two-level page table over 38 bits of address.
const FAN: usize = 1 << 13;

/// File descriptor of the public values.
const PUBLIC_VALUES: u64 = 13;

/// How an image counts passes, whichever compiler's crate it is in (`compilers/*/src/passes.rs`): its second argument is the
/// pass.
const PASS_HOOK: &str = "::passes::PassCounter as cranelift_codegen::timing::Profiler>::start_pass";

/// `addi rd, x27, 0`: how a program reads its own count (`runtime/src/instructions.rs`).
const READS_COUNTER: u32 = 27 << 15 | 0x13;
const READS_COUNTER_MASK: u32 = 0xffff_f07f;

/// `addi x27, x27, n`: what a program counts with (`counter/src/instruction.rs`), with n left out.
const MARKER: u32 = 27 << 15 | 27 << 7 | 0x13;
const MARKER_MASK: u32 = 0x000f_ffff;

/// The inner level: pages that exist.
type PageTable = Vec<Option<Box<[u8; PAGE]>>>;

/// A program, as far as it has run; a clone of one that has not can be run many times.
#[derive(Clone)]
pub struct Machine {
    registers: [u64; 32],
    pc: u64,
    text: Rc<[u32]>,
    /// Function of each instruction.
    function: Rc<[u32]>,
    functions: usize,
    text_start: u64,
    image_end: u64,
    pages: Vec<Option<PageTable>>,
    input: VecDeque<Vec<u8>>,
    /// How often each instruction ran.
    executed: Vec<u64>,
    pub instructions: u64,
    /// System calls among them.
    pub calls: u64,
    /// Each time that the program read its own count of instructions: what it read, and the instructions until then.
    reads: Vec<(u64, u64)>,
    /// Most instructions by which the program's own count was ever behind.
    pub most_uncounted: u64,
    pub exit_code: u64,
    /// What was committed: the journal.
    pub public_values: Vec<u8>,
    nodes: Vec<Node>,
    node: usize,
    depth: Vec<(u64, usize)>,
    /// Entry of the function that is told which pass starts.
    pass_hook: u64,
    /// Instructions by pass; those of no pass at the end.
    by_pass: Vec<u64>,
    pass_since: u64,
    /// The passes under way, each with the depth of calls of the function that started it.
    passes: Vec<(usize, usize)>,
}

/// More than there are passes.
const MOST_PASSES: usize = 255;

#[derive(Clone)]
struct Node {
    function: u32,
    parent: usize,
    count: u64,
    children: HashMap<u32, usize>,
}

impl Machine {
    /// The program of an ELF, with symbols where it has some; before it runs, `give` it its input.
    pub fn new(elf: &[u8], symbols: Symbols) -> Result<Self, String> {
        let file = object::File::parse(elf).map_err(|e| e.to_string())?;
        let executable = |flags| matches!(flags, SegmentFlags::Elf { p_flags } if p_flags & 1 != 0);
        let segment =
            file.segments().find(|s| executable(s.flags())).ok_or("the ELF has no executable segment")?;
        let text_start = segment.address();
        let data = segment.data().map_err(|e| e.to_string())?;
        let text: Rc<[u32]> =
            data.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
        let function = (0..text.len()).map(|i| symbols.at(text_start + 4 * i as u64) as u32).collect();
        let executed = vec![0; text.len()];
        let mut machine = Self {
            registers: [0; 32],
            pc: file.entry(),
            text,
            function,
            functions: symbols.count(),
            executed,
            text_start,
            image_end: 0,
            pages: (0..FAN).map(|_| None).collect(),
            input: VecDeque::new(),
            instructions: 0,
            calls: 0,
            reads: Vec::new(),
            most_uncounted: 0,
            exit_code: u64::MAX,
            public_values: Vec::new(),
            nodes: vec![Node { function: 0, parent: 0, count: 0, children: HashMap::new() }],
            node: 0,
            depth: Vec::new(),
            pass_hook: symbols.address_of_suffix(PASS_HOOK).unwrap_or(u64::MAX),
            by_pass: vec![0; MOST_PASSES + 1],
            pass_since: 0,
            passes: Vec::new(),
        };
        for segment in file.segments() {
            let (at, bytes) = (segment.address(), segment.data().map_err(|e| e.to_string())?);
            for (i, &byte) in bytes.iter().enumerate() {
                machine.store(at + i as u64, u64::from(byte), 1)?;
            }
            machine.image_end = machine.image_end.max(at + segment.size());
        }
        Ok(machine)
    }

    /// The pieces that the program will read, in their order.
    pub fn give(&mut self, pieces: impl Into<VecDeque<Vec<u8>>>) {
        self.input = pieces.into();
    }

    /// The register in which an image counts (guest/counter).
    pub fn counter(&self) -> u64 {
        self.registers[27]
    }

    /// Instructions until the program last read this number of them as its own count.
    pub fn when_read(&self, counted: u64) -> Option<u64> {
        self.reads.iter().rev().find(|&&(read, _)| read == counted).map(|&(_, executed)| executed)
    }

    /// Instructions by function.
    pub fn by_function(&self) -> Vec<u64> {
        let mut out = vec![0; self.functions];
        for (&function, &n) in self.function.iter().zip(&self.executed) {
            out[function as usize] += n;
        }
        out
    }

    /// Instructions by the number of their pass, and those of no pass. A pass ends where the function that started it
    /// starts another one or returns.
    pub fn by_pass(&self) -> (&[u64], u64) {
        (&self.by_pass[..MOST_PASSES], self.by_pass[MOST_PASSES])
    }

    fn count_pass(&mut self) {
        let pass = self.passes.last().map_or(MOST_PASSES, |&(pass, _)| pass);
        self.by_pass[pass] += self.instructions - self.pass_since;
        self.pass_since = self.instructions;
    }

    fn start_pass(&mut self, pass: usize) {
        self.count_pass();
        // Between the function and the hook there is cranelift_codegen's `start_pass`.
        let depth = self.depth.len().saturating_sub(2);
        self.end_passes(depth);
        self.passes.push((pass.min(MOST_PASSES), depth));
    }

    /// Ends those that were started at this depth of calls, or deeper.
    fn end_passes(&mut self, depth: usize) {
        while self.passes.last().is_some_and(|&(_, started)| started >= depth) {
            self.count_pass();
            self.passes.pop();
        }
    }

    /// How many of the instructions did nothing but count.
    pub fn markers(&self) -> u64 {
        let marks = |&(word, _): &(&u32, &u64)| *word & MARKER_MASK == MARKER;
        self.text.iter().zip(&self.executed).filter(marks).map(|(_, &n)| n).sum()
    }

    /// Addresses that were reached, with how often.
    pub fn reached(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let at = |i: usize| self.text_start + 4 * i as u64;
        self.executed.iter().enumerate().filter(|(_, &n)| n > 0).map(move |(i, &n)| (at(i), n))
    }

    /// Pages above the image that exist.
    pub fn pages(&self) -> usize {
        let first = self.image_end >> PAGE_BITS;
        let mut n = 0;
        for (i, inner) in self.pages.iter().enumerate() {
            let Some(inner) = inner else { continue };
            for (j, page) in inner.iter().enumerate() {
                let number = ((i * FAN + j) as u64) >= first;
                n += usize::from(page.is_some() && number);
            }
        }
        n
    }

    /// Bytes of memory as the program left them.
    pub fn bytes(&mut self, start: u64, length: u64) -> Result<Vec<u8>, String> {
        (start..start + length).map(|at| self.load(at, 1).map(|byte| byte as u8)).collect()
    }

    /// Call stacks (outermost first) with the instructions spent in their innermost function.
    pub fn stacks(&self) -> Vec<(Vec<usize>, u64)> {
        let mut out = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            if node.count == 0 {
                continue;
            }
            let mut stack = Vec::new();
            let mut at = i;
            while at != 0 {
                stack.push(self.nodes[at].function as usize);
                at = self.nodes[at].parent;
            }
            stack.reverse();
            out.push((stack, node.count));
        }
        out
    }

    fn page(&mut self, address: u64) -> Result<&mut [u8; PAGE], String> {
        let number = (address >> PAGE_BITS) as usize;
        let (outer, inner) = (number / FAN, number % FAN);
        let table = self
            .pages
            .get_mut(outer)
            .ok_or_else(|| format!("address {address:#x} is out of range"))?
            .get_or_insert_with(|| (0..FAN).map(|_| None).collect());
        Ok(table[inner].get_or_insert_with(|| Box::new([0; PAGE])))
    }

    #[inline]
    fn load(&mut self, address: u64, bytes: usize) -> Result<u64, String> {
        if !address.is_multiple_of(bytes as u64) {
            return Err(format!("misaligned load at {address:#x}, pc {:#x}", self.pc));
        }
        let page = self.page(address)?;
        let at = address as usize % PAGE;
        let mut word = [0; 8];
        word[..bytes].copy_from_slice(&page[at..at + bytes]);
        Ok(u64::from_le_bytes(word))
    }

    #[inline]
    fn store(&mut self, address: u64, value: u64, bytes: usize) -> Result<(), String> {
        if !address.is_multiple_of(bytes as u64) {
            return Err(format!("misaligned store at {address:#x}, pc {:#x}", self.pc));
        }
        let page = self.page(address)?;
        let at = address as usize % PAGE;
        page[at..at + bytes].copy_from_slice(&value.to_le_bytes()[..bytes]);
        Ok(())
    }

    fn enter(&mut self, function: u32) {
        let next = self.nodes.len();
        let child = *self.nodes[self.node].children.entry(function).or_insert(next);
        if child == next {
            self.nodes.push(Node { function, parent: self.node, count: 0, children: HashMap::new() });
        }
        self.node = child;
    }

    /// Runs to the end without noting where the instructions go, which is several times as fast as `run`.
    ///
    /// Fails where the program does what no program may, and where it has not ended after `most` instructions.
    pub fn run_plain(&mut self, most: u64) -> Result<(), String> {
        while self.instructions < most {
            let index = (self.pc.wrapping_sub(self.text_start) / 4) as usize;
            let Some(&word) = self.text.get(index) else {
                return Err(format!("pc {:#x} is outside the program", self.pc));
            };
            self.instructions += 1;
            if self.step::<false>(word)? {
                return Ok(());
            }
        }
        Err(format!("it has not ended after {most} instructions"))
    }

    /// Runs to the end, and notes where the instructions go.
    pub fn run(&mut self) -> Result<(), String> {
        loop {
            let index = (self.pc.wrapping_sub(self.text_start) / 4) as usize;
            let Some(&word) = self.text.get(index) else {
                return Err(format!("pc {:#x} is outside the program", self.pc));
            };
            self.instructions += 1;
            self.executed[index] += 1;
            self.nodes[self.node].count += 1;
            if word & READS_COUNTER_MASK == READS_COUNTER {
                self.reads.push((self.registers[27], self.instructions));
            }
            let ends = self.step::<true>(word)?;
            self.most_uncounted =
                self.most_uncounted.max(self.instructions.saturating_sub(self.registers[27]));
            if ends {
                self.count_pass();
                return Ok(());
            }
            if self.pc == self.pass_hook {
                self.start_pass(self.registers[11] as usize);
            }
        }
    }

    #[inline]
    fn step<const NOTED: bool>(&mut self, w: u32) -> Result<bool, String> {
        let rd = (w >> 7 & 31) as usize;
        let a = self.registers[(w >> 15 & 31) as usize];
        let b = self.registers[(w >> 20 & 31) as usize];
        let funct3 = w >> 12 & 7;
        let immediate_i = (w as i32 >> 20) as i64 as u64;
        let mut next = self.pc + 4;
        let value = match w & 0x7f {
            0x37 => (w & 0xffff_f000) as i32 as i64 as u64,
            0x17 => self.pc.wrapping_add((w & 0xffff_f000) as i32 as i64 as u64),
            0x6f => {
                let offset = ((w as i32 >> 31) as u32 & 0xfff0_0000)
                    | (w & 0xff000)
                    | (w >> 9 & 0x800)
                    | (w >> 20 & 0x7fe);
                let link = next;
                next = self.pc.wrapping_add(offset as i32 as i64 as u64);
                if NOTED {
                    self.jump(rd, 0, next, link);
                }
                link
            }
            0x67 => {
                let link = next;
                next = a.wrapping_add(immediate_i) & !1;
                if NOTED {
                    self.jump(rd, (w >> 15 & 31) as usize, next, link);
                }
                link
            }
            0x63 => {
                let taken = match funct3 {
                    0 => a == b,
                    1 => a != b,
                    4 => (a as i64) < b as i64,
                    5 => a as i64 >= b as i64,
                    6 => a < b,
                    7 => a >= b,
                    _ => return self.illegal(w),
                };
                if taken {
                    let offset = ((w as i32 >> 31) as u32 & 0xffff_f000)
                        | (w << 4 & 0x800)
                        | (w >> 20 & 0x7e0)
                        | (w >> 7 & 0x1e);
                    next = self.pc.wrapping_add(offset as i32 as i64 as u64);
                }
                self.pc = next;
                return Ok(false);
            }
            0x03 => {
                let at = a.wrapping_add(immediate_i);
                match funct3 {
                    0 => self.load(at, 1)? as i8 as i64 as u64,
                    1 => self.load(at, 2)? as i16 as i64 as u64,
                    2 => self.load(at, 4)? as i32 as i64 as u64,
                    3 => self.load(at, 8)?,
                    4 => self.load(at, 1)?,
                    5 => self.load(at, 2)?,
                    6 => self.load(at, 4)?,
                    _ => return self.illegal(w),
                }
            }
            0x23 => {
                let offset = ((w as i32 >> 25 << 5) as u32 | (w >> 7 & 31)) as i32 as i64 as u64;
                let at = a.wrapping_add(offset);
                if funct3 > 3 {
                    return self.illegal(w);
                }
                self.store(at, b, 1 << funct3)?;
                self.pc = next;
                return Ok(false);
            }
            0x13 => match funct3 {
                0 => a.wrapping_add(immediate_i),
                1 => a << (w >> 20 & 63),
                2 => u64::from((a as i64) < immediate_i as i64),
                3 => u64::from(a < immediate_i),
                4 => a ^ immediate_i,
                5 if w >> 30 & 1 == 0 => a >> (w >> 20 & 63),
                5 => (a as i64 >> (w >> 20 & 63)) as u64,
                6 => a | immediate_i,
                _ => a & immediate_i,
            },
            0x1b => {
                let x = a as i32;
                (match funct3 {
                    0 => x.wrapping_add(immediate_i as i32),
                    1 => x << (w >> 20 & 31),
                    5 if w >> 30 & 1 == 0 => (x as u32 >> (w >> 20 & 31)) as i32,
                    5 => x >> (w >> 20 & 31),
                    _ => return self.illegal(w),
                }) as i64 as u64
            }
            0x33 => match (w >> 25, funct3) {
                (0, 0) => a.wrapping_add(b),
                (0x20, 0) => a.wrapping_sub(b),
                (0, 1) => a << (b & 63),
                (0, 2) => u64::from((a as i64) < b as i64),
                (0, 3) => u64::from(a < b),
                (0, 4) => a ^ b,
                (0, 5) => a >> (b & 63),
                (0x20, 5) => (a as i64 >> (b & 63)) as u64,
                (0, 6) => a | b,
                (0, 7) => a & b,
                (1, 0) => a.wrapping_mul(b),
                (1, 1) => ((i128::from(a as i64) * i128::from(b as i64)) >> 64) as u64,
                (1, 2) => ((i128::from(a as i64) * i128::from(b)) >> 64) as u64,
                (1, 3) => ((u128::from(a) * u128::from(b)) >> 64) as u64,
                (1, 4) if b == 0 => u64::MAX,
                (1, 4) => (a as i64).wrapping_div(b as i64) as u64,
                (1, 5) => a.checked_div(b).unwrap_or(u64::MAX),
                (1, 6) if b == 0 => a,
                (1, 6) => (a as i64).wrapping_rem(b as i64) as u64,
                (1, 7) => a.checked_rem(b).unwrap_or(a),
                _ => return self.illegal(w),
            },
            0x3b => {
                let (x, y) = (a as i32, b as i32);
                (match (w >> 25, funct3) {
                    (0, 0) => x.wrapping_add(y),
                    (0x20, 0) => x.wrapping_sub(y),
                    (0, 1) => x << (y & 31),
                    (0, 5) => (x as u32 >> (y & 31)) as i32,
                    (0x20, 5) => x >> (y & 31),
                    (1, 0) => x.wrapping_mul(y),
                    (1, 4) if y == 0 => -1,
                    (1, 4) => x.wrapping_div(y),
                    (1, 5) => (x as u32).checked_div(y as u32).unwrap_or(u32::MAX) as i32,
                    (1, 6) if y == 0 => x,
                    (1, 6) => x.wrapping_rem(y),
                    (1, 7) => (x as u32).checked_rem(y as u32).unwrap_or(x as u32) as i32,
                    _ => return self.illegal(w),
                }) as i64 as u64
            }
            0x73 => {
                if self.system_call()? {
                    return Ok(true);
                }
                self.pc = next;
                return Ok(false);
            }
            0x0f => {
                self.pc = next;
                return Ok(false);
            }
            _ => return self.illegal(w),
        };
        if rd != 0 {
            self.registers[rd] = value;
        }
        self.pc = next;
        Ok(false)
    }

    fn jump(&mut self, rd: usize, base: usize, to: u64, link: u64) {
        if rd == 1 {
            self.depth.push((link, self.node));
            let index = (to.wrapping_sub(self.text_start) / 4) as usize;
            let function = self.function.get(index).copied().unwrap_or(0);
            self.enter(function);
        } else if rd == 0 && base == 1 {
            if let Some(at) = self.depth.iter().rposition(|&(return_to, _)| return_to == to) {
                self.node = self.depth[at].1;
                self.depth.truncate(at);
                self.end_passes(at + 1);
            }
        }
    }

    fn illegal(&self, word: u32) -> Result<bool, String> {
        Err(format!("illegal instruction {word:#010x} at {:#x}", self.pc))
    }

    /// Numbers as in `runtime/src/system.rs`.
    fn system_call(&mut self) -> Result<bool, String> {
        self.calls += 1;
        let [a0, a1, a2] = [self.registers[10], self.registers[11], self.registers[12]];
        match self.registers[5] & 0xff {
            0x00 => {
                self.exit_code = a0;
                return Ok(true);
            }
            0xf0 => self.registers[5] = self.input.front().map_or(u64::MAX, |i| i.len() as u64),
            0xf1 => {
                let bytes = self.input.pop_front().ok_or("no input left")?;
                if bytes.len() as u64 != a1 {
                    return Err("the image read another length than it asked for".into());
                }
                for (i, byte) in bytes.into_iter().enumerate() {
                    self.store(a0 + i as u64, u64::from(byte), 1)?;
                }
            }
            0x02 if a0 == PUBLIC_VALUES => {
                let bytes = self.bytes(a1, a2)?;
                self.public_values.extend(bytes);
            }
            0x02 | 0x10 | 0x1a => {}
            other => return Err(format!("unknown system call {other:#x}")),
        }
        Ok(false)
    }
}
