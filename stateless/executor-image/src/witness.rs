//! Witnesses, looked up in place: `stateless/src/keyed/decodeProof.ts` and `packedWitness.ts`.

use crate::fault::Fault;
use crate::fields::Bytes32;
use crate::overlay::Values;
use crate::tree::{build, hash_inner, hash_leaf, After, Leaf};
use std::cell::RefCell;

pub const EMPTY: u8 = 0;
pub const CLOSED: u8 = 1;
pub const LEAF: u8 = 2;
pub const INNER: u8 = 3;
pub const ZERO: Bytes32 = [0; 32];

const VERSION: u8 = 1;
const HEADER: usize = 5;
const MAX_BYTES: usize = 64 << 20;
const MAX_NODES: usize = 2 << 20;
const MAX_DEPTH: usize = 256;

/// Nodes in the order of the proof; node 0 is the root, and the left child of an inner node follows it at once.
pub struct Witness {
    bytes: &'static [u8],
    kinds: Vec<u8>,
    /// Of an inner node: its right child.
    right: Vec<u32>,
    /// Where a leaf's or closed node's bytes begin.
    at: Vec<u32>,
    needed: RefCell<Vec<bool>>,
}

/// Bit of a key that decides at a depth.
pub fn bit(key: &Bytes32, depth: usize) -> u8 {
    key[depth >> 3] >> (7 - (depth & 7)) & 1
}

fn same_prefix(a: &Bytes32, b: &Bytes32, bits: usize) -> bool {
    let whole = bits >> 3;
    a[..whole] == b[..whole] && (bits & 7 == 0 || (a[whole] ^ b[whole]) >> (8 - (bits & 7)) == 0)
}

fn malformed(why: &'static str) -> Fault {
    Fault::Proof("malformed", why)
}

fn not_canonical(why: &'static str) -> Fault {
    Fault::Proof("not-canonical", why)
}

fn too_large(why: &'static str) -> Fault {
    Fault::Proof("too-large", why)
}

fn missing() -> Fault {
    Fault::Proof("missing-node", "the proof does not reach as far as what is asked of it")
}

impl Witness {
    /// In one pass, without recursion.
    ///
    /// # Errors
    /// What is not one proof in its one form.
    pub fn decode(bytes: &'static [u8]) -> Result<Self, Fault> {
        if bytes.len() > MAX_BYTES {
            return Err(too_large("more bytes than any may have"));
        }
        let header = bytes.get(..HEADER).ok_or(malformed("it is cut short"))?;
        if header[0] != VERSION {
            return Err(Fault::Proof("version", "a proof of another form"));
        }
        let count = u32::from_le_bytes([header[1], header[2], header[3], header[4]]) as usize;
        if count == 0 {
            return Err(malformed("it has no nodes"));
        }
        if count > MAX_NODES {
            return Err(too_large("more nodes than any may have"));
        }
        let body = HEADER + count.div_ceil(4);
        if bytes.len() < body {
            return Err(malformed("it is cut short"));
        }
        let mut witness = Self {
            bytes,
            kinds: vec![0; count],
            right: vec![0; count],
            at: vec![0; count],
            needed: RefCell::new(vec![false; count]),
        };
        let end = witness.read_shape(body)?;
        if count & 3 != 0 && bytes[body - 1] & (0xff >> (2 * (count & 3))) != 0 {
            return Err(not_canonical("bits after its last node are set"));
        }
        if end != bytes.len() {
            return Err(malformed("there is more after its last node"));
        }
        Ok(witness)
    }

    fn read_shape(&mut self, mut offset: usize) -> Result<usize, Fault> {
        let (mut open, mut path): (Vec<usize>, Bytes32) = (Vec::new(), ZERO);
        for i in 0..self.kinds.len() {
            let kind = self.bytes[HEADER + (i >> 2)] >> (6 - 2 * (i & 3)) & 3;
            self.kinds[i] = kind;
            self.at[i] = offset as u32;
            if kind == INNER {
                if open.len() >= MAX_DEPTH {
                    return Err(too_large("a node deeper than any may be"));
                }
                step(&mut path, open.len(), 0);
                open.push(i);
                continue;
            }
            if kind == CLOSED {
                if self.part(&mut offset)? == ZERO {
                    return Err(not_canonical("an empty node is there as a closed one"));
                }
            } else if kind == LEAF {
                let (key, value) = (self.part(&mut offset)?, self.part(&mut offset)?);
                if !same_prefix(&key, &path, open.len()) {
                    return Err(not_canonical("a leaf is where its key does not belong"));
                }
                if value == ZERO {
                    return Err(not_canonical("a leaf holds what is uninitialised"));
                }
            }
            if !self.close(i + 1, &mut open, &mut path)? {
                if i + 1 != self.kinds.len() {
                    return Err(malformed("there are nodes after its tree"));
                }
                return Ok(offset);
            }
        }
        Err(malformed("its tree is not whole"))
    }

    fn part(&self, offset: &mut usize) -> Result<Bytes32, Fault> {
        let part = self.bytes.get(*offset..*offset + 32).ok_or(malformed("it is cut short"))?;
        *offset += 32;
        Ok(part.try_into().expect("32 bytes"))
    }

    /// After the end of a subtree: the next node is the right child of the innermost open node that has none.
    fn close(&mut self, next: usize, open: &mut Vec<usize>, path: &mut Bytes32) -> Result<bool, Fault> {
        while let Some(&i) = open.last() {
            if self.right[i] == 0 {
                self.right[i] = next as u32;
                step(path, open.len() - 1, 1);
                return Ok(true);
            }
            match (self.kinds[i + 1], self.kinds[self.right[i] as usize]) {
                (EMPTY, EMPTY | LEAF) | (LEAF, EMPTY) => {
                    return Err(not_canonical("an inner node stands over fewer than two leaves"));
                }
                _ => {}
            }
            open.pop();
        }
        Ok(false)
    }

    fn word(&self, at: usize) -> Bytes32 {
        self.bytes[at..at + 32].try_into().expect("decoding has read them")
    }

    fn leaf(&self, i: usize) -> Leaf {
        let at = self.at[i] as usize;
        Leaf { key: self.word(at), value: self.word(at + 32) }
    }

    fn need(&self, i: usize) {
        self.needed.borrow_mut()[i] = true;
    }

    /// The value of a key; zeros for what is uninitialised.
    ///
    /// # Errors
    /// If the proof does not reach it.
    pub fn get(&self, key: &Bytes32) -> Result<Bytes32, Fault> {
        let (mut i, mut depth) = (0, 0);
        while self.kinds[i] == INNER {
            self.need(i);
            i = if bit(key, depth) == 0 { i + 1 } else { self.right[i] as usize };
            depth += 1;
        }
        match self.kinds[i] {
            CLOSED => Err(missing()),
            EMPTY => Ok(ZERO),
            _ => {
                self.need(i);
                let leaf = self.leaf(i);
                Ok(if leaf.key == *key { leaf.value } else { ZERO })
            }
        }
    }

    /// One walk: the root before has to be the trusted one, every open node has to have been needed; returns the root after.
    ///
    /// # Errors
    /// A proof of another root, one that lacks a node, and one that opens a node without need.
    pub fn authenticate(&self, root: &Bytes32, changes: &Values) -> Result<Bytes32, Fault> {
        let changes: Vec<Leaf> =
            changes.iter().map(|(key, value)| Leaf { key: *key, value: *value }).collect();
        let walked = self.walk(0, 0, &changes);
        // Of a proof that is not even of this root, say that.
        let (before, after) = walked.or_else(|fault| self.hold(root).and(Err(fault)))?;
        same_root(&before, root)?;
        let needed = self.needed.borrow();
        if self.kinds.iter().zip(needed.iter()).any(|(kind, needed)| matches!(*kind, INNER | LEAF) && !needed)
        {
            return Err(Fault::Proof(
                "superfluous-node",
                "a node of the proof is open, and nothing needs it",
            ));
        }
        Ok(after.hash)
    }

    /// Whether the proof gives this root, whatever was needed.
    ///
    /// # Errors
    /// If it gives another.
    pub fn hold(&self, root: &Bytes32) -> Result<(), Fault> {
        same_root(&self.walk(0, 0, &[])?.0, root)
    }

    fn walk(&self, i: usize, depth: usize, changes: &[Leaf]) -> Result<(Bytes32, After), Fault> {
        let kind = self.kinds[i];
        if kind == EMPTY {
            let set: Vec<Leaf> = changes.iter().filter(|change| change.value != ZERO).cloned().collect();
            return Ok((ZERO, build(&set, depth)));
        }
        if kind == CLOSED {
            if !changes.is_empty() {
                return Err(missing());
            }
            let hash = self.word(self.at[i] as usize);
            return Ok((hash, After { hash, kind, index: Some(i) }));
        }
        if !changes.is_empty() {
            self.need(i);
        }
        if kind == LEAF {
            let leaf = self.leaf(i);
            let hash = hash_leaf(&leaf);
            if changes.is_empty() {
                return Ok((hash, After { hash, kind, index: Some(i) }));
            }
            return Ok((hash, build(&with_leaf(changes, leaf), depth)));
        }
        let middle = changes.partition_point(|change| bit(&change.key, depth) == 0);
        let (left_before, left) = self.walk(i + 1, depth + 1, &changes[..middle])?;
        let (right_before, right) = self.walk(self.right[i] as usize, depth + 1, &changes[middle..])?;
        let before = hash_inner(&left_before, &right_before);
        if left_before == left.hash && right_before == right.hash {
            return Ok((before, After { hash: before, kind, index: Some(i) }));
        }
        Ok((before, self.join(left, right)?))
    }

    /// Two subtrees as one: an only leaf moves up, so what stands beside a void must be known.
    fn join(&self, left: After, right: After) -> Result<After, Fault> {
        let inner = |left: &After, right: &After| After {
            hash: hash_inner(&left.hash, &right.hash),
            kind: INNER,
            index: None,
        };
        if left.kind != EMPTY && right.kind != EMPTY {
            return Ok(inner(&left, &right));
        }
        let alone = if left.kind == EMPTY { &right } else { &left };
        if alone.kind == CLOSED {
            return Err(missing());
        }
        if let Some(i) = alone.index {
            self.need(i);
        }
        if alone.kind == INNER {
            return Ok(inner(&left, &right));
        }
        Ok(if left.kind == EMPTY { right } else { left })
    }
}

fn same_root(found: &Bytes32, root: &Bytes32) -> Result<(), Fault> {
    if found == root {
        return Ok(());
    }
    Err(Fault::Proof("root-mismatch", "the proof is not of the root that is trusted"))
}

fn step(path: &mut Bytes32, depth: usize, bit: u8) {
    let mask = 0x80 >> (depth & 7);
    if bit == 1 {
        path[depth >> 3] |= mask;
    } else {
        path[depth >> 3] &= !mask;
    }
}

/// Changes to a place where a leaf is: the entries that are there afterwards, in the order of their keys.
fn with_leaf(changes: &[Leaf], leaf: Leaf) -> Vec<Leaf> {
    let mut entries: Vec<Leaf> = changes.iter().filter(|change| change.value != ZERO).cloned().collect();
    if !changes.iter().any(|change| change.key == leaf.key) {
        let place = entries.partition_point(|entry| entry.key < leaf.key);
        entries.insert(place, leaf);
    }
    entries
}
