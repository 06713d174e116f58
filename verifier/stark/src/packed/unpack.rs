//! Packed form → proof.

use super::bits::Reader;
use super::layout::{Layout, Tree, MAX_RATIO, MAX_UNPACKED_BYTES};
use super::opening::{climb, opening, Opening, Siblings};
use super::places::Places;
use crate::check::{read, Refusal};
use crate::context::{Digest, Proof};
use sp1_primitives::SP1Field;

/// The proof of which this is the packed form.
///
/// # Errors
/// [`Refusal::Malformed`]; how large the proof is, is known and bounded before it is made
pub fn unpack(packed: &[u8]) -> Result<Proof, Refusal> {
    let (length, rest) = packed.split_first_chunk::<4>().ok_or(Refusal::Malformed)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (head, body) = rest.split_at_checked(length).ok_or(Refusal::Malformed)?;
    let mut seal = read(head)?;
    let basefold = &seal.proof.evaluation_proof.pcs_proof.basefold_proof;
    let opened = &basefold.component_polynomials_query_openings_and_proofs;
    if !opened.is_empty() || !basefold.query_phase_openings_and_proofs.is_empty() {
        return Err(Refusal::Malformed);
    }
    let layout = Layout::of(&seal)?;
    let unpacked = layout.unpacked_bytes().saturating_add(length);
    if unpacked > MAX_UNPACKED_BYTES || unpacked > packed.len().saturating_mul(MAX_RATIO) {
        return Err(Refusal::Malformed);
    }

    let mut bits = Reader::new(body);
    let height = layout.height() as u32;
    let places: Vec<u32> = (0..layout.queries).map(|_| bits.take(height)).collect::<Result<_, _>>()?;
    let mut read_trees = |trees: &[Tree]| -> Result<Vec<Opening>, Refusal> {
        trees.iter().map(|tree| read_tree(tree, &places, &mut bits)).collect()
    };
    let components = read_trees(&layout.components)?;
    let folded = read_trees(&layout.folded)?;
    bits.end()?;
    let basefold = &mut seal.proof.evaluation_proof.pcs_proof.basefold_proof;
    basefold.component_polynomials_query_openings_and_proofs = components;
    basefold.query_phase_openings_and_proofs = folded;
    Ok(seal)
}

fn read_tree(tree: &Tree, places: &[u32], bits: &mut Reader) -> Result<Opening, Refusal> {
    let leaves: Vec<u32> = places.iter().map(|place| place >> tree.shift).collect();
    let leaves = Places::new(&leaves);
    let mut values: Vec<SP1Field> = Vec::with_capacity(leaves.nodes.len() * tree.width);
    for _ in 0..leaves.nodes.len() * tree.width {
        values.push(bits.take_field()?);
    }
    let queries = places.len();
    let of_all = leaves.of_query.iter().flat_map(|leaf| &values[*leaf as usize * tree.width..][..tree.width]);
    let values_of_all = of_all.copied().collect();
    let paths = vec![Digest::default(); queries * tree.height];
    let mut paths = Paths { bits, height: tree.height, digests: paths };
    let root = climb(tree, leaves, &values, &mut paths)?;
    opening(tree, queries, values_of_all, root, paths.digests)
}

/// Takes what is missing from the packed form, and fills in the paths.
struct Paths<'a, 'b> {
    bits: &'a mut Reader<'b>,
    height: usize,
    digests: Vec<Digest>,
}

impl Siblings for Paths<'_, '_> {
    fn missing(&mut self, _: usize, _: usize) -> Result<Digest, Refusal> {
        self.bits.take_digest()
    }

    fn known(&mut self, level: usize, places: &Places, siblings: &[Digest]) -> Result<(), Refusal> {
        for (path, position) in self.digests.chunks_mut(self.height).zip(&places.of_query) {
            path[level] = siblings[*position as usize];
        }
        Ok(())
    }
}
