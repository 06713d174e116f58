//! What the counter has to know of an RV64IM instruction: where it goes, and what it writes.

/// The register that counts: `s11`, which `+reserve-x27` keeps out of everything that is compiled.
pub const COUNTER: u32 = 27;

/// Highest and lowest immediate of a marker.
pub const IMMEDIATE: std::ops::RangeInclusive<i64> = -2048..=2047;

const LUI: u32 = 0x37;
const AUIPC: u32 = 0x17;
const JAL: u32 = 0x6f;
const JALR: u32 = 0x67;
const BRANCH: u32 = 0x63;
const LOAD: u32 = 0x03;
const STORE: u32 = 0x23;
const ADDI: u32 = 0x13;
const ADD: u32 = 0x33;
const SYSTEM: u32 = 0x73;
const ECALL: u32 = 0x0000_0073;

/// One instruction, as its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction(pub u32);

impl Instruction {
    /// `addi x27, x27, immediate`.
    ///
    /// # Panics
    /// If the immediate does not fit.
    pub fn marker(immediate: i64) -> Self {
        assert!(IMMEDIATE.contains(&immediate), "a marker of {immediate}");
        Self((immediate as u32 & 0xfff) << 20 | COUNTER << 15 | COUNTER << 7 | ADDI)
    }

    /// `jal x0` over this distance in bytes.
    pub fn jump(distance: i64) -> Self {
        Self(JAL).with_distance(distance)
    }

    pub fn opcode(self) -> u32 {
        self.0 & 0x7f
    }

    pub fn rd(self) -> u32 {
        self.0 >> 7 & 31
    }

    pub fn rs1(self) -> u32 {
        self.0 >> 15 & 31
    }

    pub fn rs2(self) -> u32 {
        self.0 >> 20 & 31
    }

    fn funct3(self) -> u32 {
        self.0 >> 12 & 7
    }

    /// Immediate of an I-type instruction.
    pub fn immediate(self) -> i64 {
        i64::from(self.0 as i32 >> 20)
    }

    /// Immediate of `lui` and `auipc`.
    pub fn upper(self) -> i64 {
        i64::from((self.0 & 0xffff_f000) as i32)
    }

    pub fn is_lui(self) -> bool {
        self.opcode() == LUI
    }

    pub fn is_auipc(self) -> bool {
        self.opcode() == AUIPC
    }

    pub fn is_jal(self) -> bool {
        self.opcode() == JAL
    }

    pub fn is_jalr(self) -> bool {
        self.opcode() == JALR && self.funct3() == 0
    }

    pub fn is_branch(self) -> bool {
        self.opcode() == BRANCH
    }

    pub fn is_addi(self) -> bool {
        self.opcode() == ADDI && self.funct3() == 0
    }

    /// Load or store.
    pub fn is_memory(self) -> bool {
        matches!(self.opcode(), LOAD | STORE)
    }

    /// An instruction that stops the machine: `ebreak`, `unimp` (a write to a read-only register), all zeros.
    pub fn is_trap(self) -> bool {
        self.0 == 0 || (self.opcode() == SYSTEM && self.0 != ECALL)
    }

    /// One that exists in RV64IM in four bytes. Anything else means that what is looked at is not code.
    pub fn is_known(self) -> bool {
        matches!(
            self.opcode(),
            LUI | AUIPC | JAL | JALR | BRANCH | LOAD | STORE | ADDI | ADD | SYSTEM | 0x1b | 0x3b | 0x0f
        ) || self.0 == 0
    }

    /// The immediate, if this is `addi x27, x27, immediate`.
    pub fn as_marker(self) -> Option<i64> {
        let marker = self.is_addi() && self.rd() == COUNTER && self.rs1() == COUNTER;
        marker.then(|| self.immediate())
    }

    /// `addi x27, x0, 0`, with which a program starts.
    pub fn is_reset(self) -> bool {
        self.0 == COUNTER << 7 | ADDI
    }

    /// Whether it writes this register.
    pub fn writes(self, register: u32) -> bool {
        !matches!(self.opcode(), BRANCH | STORE) && self.rd() == register
    }

    /// Whether it writes the counter.
    pub fn writes_counter(self) -> bool {
        self.writes(COUNTER)
    }

    /// `srli rd, rs1, 2`
    pub fn is_quarter(self) -> bool {
        self.0 >> 20 == 2 && self.opcode() == ADDI && self.funct3() == 5
    }

    /// `add x27, x27, rs2`
    pub fn is_addition_to_counter(self) -> bool {
        self.0 & 0xfe0f_ffff == (COUNTER << 15 | COUNTER << 7 | ADD)
    }

    /// `sub rd, rs1, rs2`
    pub fn is_sub(self) -> bool {
        self.0 & 0xfe00_707f == 0x4000_0033
    }

    /// Where a branch or `jal` goes, in bytes from itself.
    pub fn distance(self) -> Option<i64> {
        let w = self.0;
        let sign = w as i32 >> 31;
        match self.opcode() {
            BRANCH => {
                Some(i64::from(sign << 12 | ((w << 4 & 0x800) | (w >> 20 & 0x7e0) | (w >> 7 & 0x1e)) as i32))
            }
            JAL => {
                Some(i64::from(sign << 20 | ((w & 0xf_f000) | (w >> 9 & 0x800) | (w >> 20 & 0x7fe)) as i32))
            }
            _ => None,
        }
    }

    /// Whether a branch or `jal` reaches that far.
    pub fn reaches(self, distance: i64) -> bool {
        let range = if self.is_branch() { 1i64 << 12 } else { 1 << 20 };
        (-range..range).contains(&distance)
    }

    /// The same branch or `jal` over another distance in bytes.
    ///
    /// # Panics
    /// If it does not reach that far.
    pub fn with_distance(self, distance: i64) -> Self {
        assert!(self.reaches(distance), "{:#010x} over {distance} bytes", self.0);
        let (w, d) = (self.0, distance as u32);
        if self.is_branch() {
            let bits = (d >> 12 & 1) << 31 | (d >> 5 & 0x3f) << 25 | (d >> 1 & 0xf) << 8 | (d >> 11 & 1) << 7;
            return Self(w & 0x01ff_f07f | bits);
        }
        let bits = (d >> 20 & 1) << 31 | (d >> 1 & 0x3ff) << 21 | (d >> 11 & 1) << 20 | d & 0xf_f000;
        Self(w & 0xfff | bits)
    }

    /// The branch that is taken where this one is not.
    pub fn inverted(self) -> Self {
        Self(self.0 ^ 1 << 12)
    }
}

/// The five instructions before a row of loads and stores that is entered in the middle: `srli rM, rN, 2`,
/// `add x27, x27, rM`, `auipc rT, 0`, `sub rT, rT, rN`, `jalr x0, end(rT)`. As many instructions of the row are run as
/// were added. Gives the distance from the `auipc` to the end of the row, in bytes.
pub fn counted_row(five: [Instruction; 5]) -> Option<i64> {
    let [quarter, add, base, sub, jump] = five;
    let (bytes, at) = (quarter.rs1(), base.rd());
    let row = quarter.is_quarter()
        && add.is_addition_to_counter()
        && add.rs2() == quarter.rd()
        && quarter.rd() != bytes
        && quarter.rd() != 0
        && base.is_auipc()
        && base.upper() == 0
        && at != bytes
        && sub.is_sub()
        && (sub.rd(), sub.rs1(), sub.rs2()) == (at, at, bytes)
        && jump.is_jalr()
        && (jump.rd(), jump.rs1()) == (0, at)
        && at != 1
        && jump.immediate() > 12
        && jump.immediate() % 4 == 0;
    row.then(|| jump.immediate())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_what_they_were_set_to() {
        let (beq, jal) = (Instruction(0x00b5_0063), Instruction(0x0000_00ef));
        for distance in (-4096..4096).step_by(2) {
            let moved = beq.with_distance(distance);
            assert_eq!(moved.distance(), Some(distance));
            assert_eq!((moved.rs1(), moved.rs2(), moved.opcode()), (10, 11, BRANCH));
        }
        for distance in (-1_048_576..1_048_576).step_by(2) {
            assert_eq!(jal.with_distance(distance).distance(), Some(distance));
        }
        assert!(!beq.reaches(4096) && beq.reaches(-4096) && !jal.reaches(1 << 20));
    }

    #[test]
    fn markers_say_what_they_add() {
        for immediate in IMMEDIATE {
            let marker = Instruction::marker(immediate);
            assert_eq!(marker.as_marker(), Some(immediate));
            assert!(marker.writes_counter() && !marker.is_reset());
        }
        assert!(Instruction(0x0000_0d93).is_reset());
        assert_eq!(Instruction(0x0000_0d93).as_marker(), None);
    }

    #[test]
    fn a_store_or_branch_with_the_counters_number_among_its_bits_writes_nothing() {
        // sd a1, 27(a0); the five bits where others have rd hold part of the offset.
        assert!(!Instruction(0x00b5_3da3).writes_counter());
        assert!(!Instruction(0x00b5_0de3).writes_counter());
        assert!(Instruction(0x0005_3d83).writes_counter());
    }
}
