//! How often blocks are likely to run, as far as their layout tells.
//!
//! The compiler has laid blocks out by measured counts: what mostly happens falls through, and what hardly ever
//! happens is at the end.

use crate::graph::{Flow, Graph};

/// Frequencies relative to one call of the function: of blocks, and of their ways to the next block.
pub struct Frequencies {
    pub block: Vec<f64>,
    pub next: Vec<f64>,
}

/// Share of a backward branch that is taken, and of a forward one.
const BACKWARD: f64 = 0.9;
const FORWARD: f64 = 0.3;
/// What is left of a way to a block that ends in a panic.
const FATAL: f64 = 1e-6;
/// How often a place is entered whose address is data: one of a table's, most of them.
const CASE: f64 = 0.2;
/// Rounds of following all ways; a loop in a loop has nearly its share by then.
const ROUNDS: usize = 32;

/// An estimate from the layout alone.
pub fn estimate(graph: &Graph) -> Frequencies {
    let n = graph.blocks.len();
    let fatal = fatal(graph);
    let share: Vec<f64> = (0..n)
        .map(|b| match (graph.blocks[b].flow, graph.taken(b)) {
            (Flow::Branch(_), Some(to)) => match (fatal[to], graph.next(b).is_some_and(|next| fatal[next])) {
                (true, false) => FATAL,
                (false, true) => 1.0 - FATAL,
                _ if to <= b => BACKWARD,
                _ => FORWARD,
            },
            (_, Some(_)) => 1.0,
            _ => 0.0,
        })
        .collect();
    let goes_on = |b: usize| graph.next(b).filter(|_| graph.blocks[b].flow != Flow::End);
    let mut ways: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
    for (b, &share) in share.iter().enumerate() {
        if let Some(to) = graph.taken(b) {
            ways[to].push((b, share));
        }
        if let Some(next) = goes_on(b) {
            ways[next].push((b, 1.0 - share));
        }
    }
    let mut block = vec![0.0; n];
    for _ in 0..ROUNDS {
        for b in 0..n {
            let outside = match (b, graph.blocks[b].entry) {
                (0, _) => 1.0,
                (_, true) => CASE,
                (_, false) => 0.0,
            };
            block[b] = outside + ways[b].iter().map(|&(from, share)| block[from] * share).sum::<f64>();
        }
    }
    let next = (0..n).map(|b| goes_on(b).map_or(0.0, |_| block[b] * (1.0 - share[b]))).collect();
    Frequencies { block, next }
}

/// Blocks from which every way ends in a panic.
fn fatal(graph: &Graph) -> Vec<bool> {
    let mut fatal: Vec<bool> = graph.blocks.iter().map(|b| b.flow == Flow::End).collect();
    loop {
        let before = fatal.clone();
        for b in (0..graph.blocks.len()).rev() {
            let is = |to: Option<usize>| to.is_some_and(|to| fatal[to]);
            let now = match graph.blocks[b].flow {
                Flow::Next => is(graph.next(b)),
                Flow::Branch(_) => is(graph.next(b)) && is(graph.taken(b)),
                Flow::Jump(_) => is(graph.taken(b)),
                _ => false,
            };
            fatal[b] |= now;
        }
        if fatal == before {
            return fatal;
        }
    }
}
