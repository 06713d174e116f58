//! Proof → packed form.

use super::bits::Writer;
use super::layout::{Layout, Tree};
use super::opening::{climb, Opening, Siblings};
use super::places::Places;
use super::unpack::unpack;
use crate::check::{write, Refusal};
use crate::context::{Context, Digest, Proof};
use slop_challenger::IopCtx;
use slop_symmetric::{CryptographicHasher, PseudoCompressionFunction};
use sp1_primitives::SP1Field;

/// The packed form of a proof.
///
/// # Errors
/// [`Refusal::Malformed`] of a proof that has none. A proof that verifies has one.
pub fn pack(seal: Proof) -> Result<Vec<u8>, Refusal> {
    let whole = write(&seal)?;
    let mut head = seal;
    let basefold = &mut head.proof.evaluation_proof.pcs_proof.basefold_proof;
    let components = std::mem::take(&mut basefold.component_polynomials_query_openings_and_proofs);
    let folded = std::mem::take(&mut basefold.query_phase_openings_and_proofs);
    let layout = Layout::of(&head)?;
    if components.len() != layout.components.len() || folded.len() != layout.folded.len() {
        return Err(Refusal::Malformed);
    }
    let trees: Vec<_> = layout.trees().zip(components.iter().chain(&folded)).collect();
    if !trees.iter().all(|(tree, opening)| is_of(opening, tree, layout.queries)) {
        return Err(Refusal::Malformed);
    }
    let places = find_places(&trees, layout.queries)?;

    let head = write(&head)?;
    let mut packed = u32::try_from(head.len()).map_err(|_| Refusal::Malformed)?.to_le_bytes().to_vec();
    packed.extend_from_slice(&head);
    let mut bits = Writer::after(packed);
    for place in &places {
        bits.put(*place, layout.height() as u32);
    }
    for (tree, opening) in &trees {
        write_tree(tree, opening, &places, &mut bits)?;
    }
    let packed = bits.finish();
    // Whatever a proof holds that the packed form has no place for: then it has none.
    if write(&unpack(&packed)?)? == whole {
        Ok(packed)
    } else {
        Err(Refusal::Malformed)
    }
}

fn is_of(opening: &Opening, tree: &Tree, queries: usize) -> bool {
    opening.values.sizes() == [queries, tree.width]
        && opening.proof.paths.sizes() == [queries, tree.height]
        && opening.proof.log_tensor_height == tree.height
        && opening.proof.width == tree.width
}

/// Where queries open the largest tree, which a proof does not say: its verifier draws it. The smallest tree has four leaves; each
/// next one has twice as many, so it has one more bit to try.
fn find_places(trees: &[(&Tree, &Opening)], queries: usize) -> Result<Vec<u32>, Refusal> {
    let mut places = vec![0u32; queries];
    let mut known = 0;
    let largest = trees.iter().take(1);
    for (tree, opening) in trees.iter().rev().filter(|(tree, _)| tree.shift > 0).chain(largest) {
        let candidates = 1u32 << (tree.height - known);
        for (query, place) in places.iter_mut().enumerate() {
            let leads_to_root = |leaf: &u32| root(tree, opening, query, *leaf) == opening.proof.merkle_root;
            let first = *place << (tree.height - known);
            *place = (first..first + candidates).find(leads_to_root).ok_or(Refusal::Malformed)?;
        }
        known = tree.height;
    }
    Ok(places)
}

/// Where the path of a query leads, if it begins at this leaf.
fn root(tree: &Tree, opening: &Opening, query: usize, leaf: u32) -> Digest {
    let (hasher, compressor) = Context::default_hasher_and_compressor();
    let digest = hasher.hash_slice(&opening.values.as_slice()[query * tree.width..][..tree.width]);
    let path = &opening.proof.paths.as_slice()[query * tree.height..][..tree.height];
    path.iter().enumerate().fold(digest, |node, (level, sibling)| {
        let pair = if leaf >> level & 1 == 0 { [node, *sibling] } else { [*sibling, node] };
        compressor.compress(pair)
    })
}

fn write_tree(tree: &Tree, opening: &Opening, places: &[u32], bits: &mut Writer) -> Result<(), Refusal> {
    let leaves: Vec<u32> = places.iter().map(|place| place >> tree.shift).collect();
    let leaves = Places::new(&leaves);
    let of = |query: usize| &opening.values.as_slice()[query * tree.width..][..tree.width];
    let values: Vec<SP1Field> = leaves.a_query_at().into_iter().flat_map(of).copied().collect();
    for value in &values {
        bits.put_field(*value);
    }
    let levels = levels(&leaves, tree.height);
    let paths = opening.proof.paths.as_slice();
    let mut given = Given { paths, height: tree.height, levels, bits };
    climb(tree, leaves, &values, &mut given)?;
    Ok(())
}

/// Of each level, a query at each of its nodes.
fn levels(leaves: &Places, height: usize) -> Vec<Vec<usize>> {
    let mut places = leaves.clone();
    (0..height)
        .map(|_| {
            let queries = places.a_query_at();
            places = places.parents();
            queries
        })
        .collect()
}

/// Takes what is missing from the paths, and writes it.
struct Given<'a> {
    paths: &'a [Digest],
    height: usize,
    levels: Vec<Vec<usize>>,
    bits: &'a mut Writer,
}

impl Siblings for Given<'_> {
    fn missing(&mut self, level: usize, position: usize) -> Result<Digest, Refusal> {
        let digest = self.paths[self.levels[level][position] * self.height + level];
        for field in digest {
            self.bits.put_field(field);
        }
        Ok(digest)
    }

    fn known(&mut self, _: usize, _: &Places, _: &[Digest]) -> Result<(), Refusal> {
        // `pack` holds the whole against what comes out again.
        Ok(())
    }
}
