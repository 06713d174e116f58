//! Pieces of code that can be repeated, taken out or put elsewhere: they leave the stack as it was, and never reach below.

use super::body::{Body, Place};
use super::random::Random;

/// Longest piece, operators.
const LONGEST: usize = 4096;

/// One of the pieces that begin at some operator: first operator, and the one behind it.
pub fn pick(body: &Body, random: &mut Random) -> Option<(usize, usize)> {
    for _ in 0..20 {
        let start = random.below(body.operators());
        let ends = ends(body.places(), start);
        if !ends.is_empty() {
            // Long ones are as likely as short ones.
            let index = (1usize << random.below(ends.len().ilog2() as usize + 1)) - 1;
            return Some((start, ends[random.below(index + 1)]));
        }
    }
    None
}

fn ends(places: &[Place], start: usize) -> Vec<usize> {
    let first = places[start];
    let mut out = Vec::new();
    for (i, place) in places.iter().enumerate().skip(start + 1).take(LONGEST) {
        if place.blocks < first.blocks || (place.blocks == first.blocks && place.operands < first.operands) {
            break;
        }
        if (place.blocks, place.operands) == (first.blocks, first.operands) {
            out.push(i);
        }
    }
    out
}
