//! A section's code as blocks and the ways between them.

/// Where an instruction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// To the one after it; calls that come back are of these.
    Next,
    /// To this instruction of the section, or on to the next.
    Branch(usize),
    /// To this instruction of the section.
    Jump(usize),
    /// Away: a return, a jump to another section, a jump by a register.
    Leave,
    /// Nowhere: it stops the machine, or calls what does not come back. What follows has nothing to do with it.
    End,
    /// Into the middle of the row of loads and stores that follows, which ends before this instruction and counts itself.
    Row(usize),
    /// On to the next; sets the counter to zero.
    Reset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its first instruction, and the one behind its last.
    pub start: usize,
    pub end: usize,
    /// Can be entered from outside of the section, or through an address that is data.
    pub entry: bool,
    /// Where its last instruction goes.
    pub flow: Flow,
}

#[derive(Debug, Clone)]
pub struct Graph {
    pub blocks: Vec<Block>,
    /// Block of each instruction; `usize::MAX` for those of a row.
    pub block_of: Vec<usize>,
}

/// Most instructions of a block, so that a marker's immediate holds them.
const LONGEST: usize = 1000;

impl Graph {
    /// `entries` are the instructions that can be entered from outside.
    pub fn of(flows: &[Flow], entries: &[bool]) -> Self {
        let n = flows.len();
        let mut leader = vec![false; n + 1];
        let mut in_row = vec![false; n];
        leader[0] = true;
        for (i, flow) in flows.iter().enumerate() {
            leader[i] |= entries[i];
            match *flow {
                Flow::Next => continue,
                Flow::Branch(to) | Flow::Jump(to) => leader[to] = true,
                Flow::Row(end) => {
                    leader[end] = true;
                    in_row[i + 1..end].fill(true);
                }
                Flow::Leave | Flow::End => {}
                Flow::Reset => leader[i] = true,
            }
            leader[i + 1] = true;
        }
        let mut blocks: Vec<Block> = Vec::new();
        let mut block_of = vec![usize::MAX; n];
        for i in (0..n).filter(|&i| !in_row[i]) {
            match blocks.last_mut() {
                Some(block) if !leader[i] && i - block.start < LONGEST => block.end = i + 1,
                _ => blocks.push(Block { start: i, end: i + 1, entry: entries[i], flow: Flow::Next }),
            }
            block_of[i] = blocks.len() - 1;
        }
        for block in &mut blocks {
            block.flow = flows[block.end - 1];
        }
        // What the reset leads to starts with nothing.
        for i in 1..blocks.len() {
            blocks[i].entry |= blocks[i - 1].flow == Flow::Reset;
        }
        Self { blocks, block_of }
    }

    /// The block that follows in memory, if control can go there, or seems to.
    pub fn next(&self, block: usize) -> Option<usize> {
        let goes_on = matches!(self.blocks[block].flow, Flow::Next | Flow::Branch(_) | Flow::End);
        let adjacent = self.blocks.get(block + 1).is_some_and(|n| n.start == self.blocks[block].end);
        (goes_on && adjacent).then_some(block + 1)
    }

    /// The block that is jumped to.
    pub fn taken(&self, block: usize) -> Option<usize> {
        match self.blocks[block].flow {
            Flow::Branch(to) | Flow::Jump(to) | Flow::Row(to) => self.block_of.get(to).copied(),
            _ => None,
        }
    }
}
