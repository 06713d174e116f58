//! Which blocks get a marker, and what each adds.
//!
//! Credits are instructions that were counted before they run. Wherever control can come from several places, the
//! credits must be the same from each; where nothing is known of the caller (the start of a function, the target of an
//! indirect jump, a return) they are none. A block without a marker takes its length from the credits. So a marker is
//! needed only where the credits that come do not fit those that must go on, and of all the ways to place them the one is
//! wanted that runs the fewest: a spanning tree of greatest frequency, on whose edges nothing is added (D. Knuth and
//! F. Stevenson, "Optimal measurement points for program frequency counts", 1973; T. Ball and J. Larus, 1994).
//!
//! What hardly ever runs is left out of this: such a block starts without credits, whatever those that lead to it have,
//! and gives what its successors want. The count is too high then, never too low.

use crate::frequency::Frequencies;
use crate::graph::{Flow, Graph};

/// A block is cold if it runs less often than this, as a share of the one that leads to it.
const COLD: f64 = 1.0 / 400.0;
/// Most credits, so that a marker's immediate holds them with the longest block.
const MOST: i64 = 900;

/// A sum of lengths. The second number is of lengths by another measure, in which what the linker may shorten has
/// lengths of its own: sums that are equal in both are so whatever the linker does.
pub type Length = (i64, i64);

/// Where markers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    cold: Vec<bool>,
    /// By block: a marker at its start.
    pub at_start: Vec<bool>,
    /// By block: a marker after its end, which only the way to the next block runs.
    pub on_next: Vec<bool>,
}

/// What the markers of a placement add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    pub at_start: Vec<i64>,
    pub on_next: Vec<i64>,
}

fn add(a: Length, b: Length) -> Length {
    (a.0 + b.0, a.1 + b.1)
}

fn subtract(a: Length, b: Length) -> Length {
    (a.0 - b.0, a.1 - b.1)
}

/// Union-find over points with differences: two for each block, its start and its end, and one of no credits.
struct Points {
    parent: Vec<usize>,
    /// Credits less the parent's.
    above: Vec<Length>,
    /// Of a root: least and greatest credits of its points, less its own.
    range: Vec<(i64, i64)>,
}

enum Joined {
    Now,
    Before,
    Not,
}

impl Points {
    fn new(blocks: usize) -> Self {
        let n = 2 * blocks + 1;
        Self { parent: (0..n).collect(), above: vec![(0, 0); n], range: vec![(0, 0); n] }
    }

    fn none(&self) -> usize {
        self.parent.len() - 1
    }

    /// The root, and the point's credits less the root's.
    fn find(&mut self, point: usize) -> (usize, Length) {
        let (mut root, mut above) = (point, (0, 0));
        while self.parent[root] != root {
            above = add(above, self.above[root]);
            root = self.parent[root];
        }
        let (mut at, mut rest) = (point, above);
        while self.parent[at] != root && at != root {
            let (next, step) = (self.parent[at], self.above[at]);
            self.parent[at] = root;
            self.above[at] = rest;
            rest = subtract(rest, step);
            at = next;
        }
        (root, above)
    }

    /// Makes the credits of `a` those of `b` and `more`, if that can be.
    fn join(&mut self, a: usize, b: usize, more: Length) -> Joined {
        let ((ra, pa), (rb, pb)) = (self.find(a), self.find(b));
        let should = add(pb, more);
        if ra == rb {
            return if pa == should { Joined::Before } else { Joined::Not };
        }
        // Credits of root a, less those of root b.
        let apart = subtract(should, pa);
        let (low_a, high_a) = self.range[ra];
        let (low_b, high_b) = self.range[rb];
        let (low, high) = (low_b.min(low_a + apart.0), high_b.max(high_a + apart.0));
        let (root_of_none, none) = self.find(self.none());
        let least = match root_of_none {
            r if r == ra => Some(none.0 + apart.0),
            r if r == rb => Some(none.0),
            _ => None,
        };
        if high - low > MOST || least.is_some_and(|least| low < least) {
            return Joined::Not;
        }
        self.parent[ra] = rb;
        self.above[ra] = apart;
        self.range[rb] = (low, high);
        Joined::Now
    }

    /// Credits of a point: those of no credits are known, others start with none where they have least.
    fn credits(&mut self, point: usize) -> i64 {
        let (root, above) = self.find(point);
        let (root_of_none, none) = self.find(self.none());
        if root == root_of_none {
            return above.0 - none.0;
        }
        above.0 - self.range[root].0
    }
}

const fn start(block: usize) -> usize {
    2 * block
}

const fn end(block: usize) -> usize {
    2 * block + 1
}

/// Joins the points between which no marker can be. `false` where that is not possible.
fn join_fixed(graph: &Graph, cold: &[bool], points: &mut Points) -> bool {
    let none = points.none();
    let mut all = true;
    for (b, block) in graph.blocks.iter().enumerate().filter(|&(b, _)| !cold[b]) {
        if block.entry {
            all &= !matches!(points.join(start(b), none, (0, 0)), Joined::Not);
        }
        if block.flow == Flow::Leave {
            all &= !matches!(points.join(end(b), none, (0, 0)), Joined::Not);
        }
        if let Some(to) = graph.taken(b).filter(|&to| !cold[to]) {
            all &= !matches!(points.join(end(b), start(to), (0, 0)), Joined::Not);
        }
    }
    all
}

/// Places markers. `lengths` are those of the blocks, in instructions.
pub fn place(graph: &Graph, frequencies: &Frequencies, lengths: &[Length]) -> Placement {
    let n = graph.blocks.len();
    let cold = cold(graph, frequencies);
    let mut points = Points::new(n);
    join_fixed(graph, &cold, &mut points);
    let mut at_start: Vec<bool> = cold.clone();
    let mut on_next = vec![false; n];
    // Dearest first; of equally dear ones the first in memory.
    let mut edges: Vec<(f64, usize, bool)> = Vec::new();
    for b in (0..n).filter(|&b| !cold[b]) {
        if graph.blocks[b].flow != Flow::Reset {
            edges.push((frequencies.block[b], b, false));
        }
        if graph.next(b).is_some_and(|next| !cold[next]) {
            edges.push((frequencies.next[b], b, true));
        }
    }
    edges.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    for (_, b, is_next) in edges {
        if is_next {
            on_next[b] = matches!(points.join(end(b), start(b + 1), (0, 0)), Joined::Not);
        } else {
            at_start[b] = matches!(points.join(start(b), end(b), lengths[b]), Joined::Not);
        }
    }
    for (b, block) in graph.blocks.iter().enumerate() {
        at_start[b] &= block.flow != Flow::Reset;
    }
    Placement { cold, at_start, on_next }
}

fn cold(graph: &Graph, frequencies: &Frequencies) -> Vec<bool> {
    let n = graph.blocks.len();
    let mut dearest = vec![0.0f64; n];
    for b in 0..n {
        for to in graph.taken(b).into_iter().chain(graph.next(b)) {
            dearest[to] = dearest[to].max(frequencies.block[b]);
        }
    }
    // The way from a reset or from what ends in nothing wants no credits of the next block.
    let is_cold = |b: usize| match graph.blocks[b].flow {
        Flow::Reset | Flow::End => true,
        _ => !graph.blocks[b].entry && frequencies.block[b] < dearest[b] * COLD,
    };
    let mut cold: Vec<bool> = (0..n).map(is_cold).collect();
    // What only cold blocks lead to is cold.
    loop {
        let mut reached: Vec<bool> = graph.blocks.iter().map(|b| b.entry).collect();
        reached[0] = true;
        for b in (0..n).filter(|&b| !cold[b]) {
            for to in graph.taken(b).into_iter().chain(graph.next(b)) {
                reached[to] = true;
            }
        }
        let more: Vec<usize> = (0..n).filter(|&b| !cold[b] && !reached[b]).collect();
        if more.is_empty() {
            return cold;
        }
        more.into_iter().for_each(|b| cold[b] = true);
    }
}

/// What the markers add, with blocks of these lengths without their markers; `None` where the placement does not fit
/// them.
pub fn amounts(graph: &Graph, placement: &Placement, lengths: &[i64]) -> Option<Amounts> {
    let n = graph.blocks.len();
    let Placement { cold, at_start, on_next } = placement;
    let mut points = Points::new(n);
    let mut fits = join_fixed(graph, cold, &mut points);
    for b in (0..n).filter(|&b| !cold[b]) {
        if !at_start[b] {
            fits &= !matches!(points.join(start(b), end(b), (lengths[b], 0)), Joined::Not);
        }
        if !on_next[b] && graph.next(b).is_some_and(|next| !cold[next]) {
            fits &= !matches!(points.join(end(b), start(b + 1), (0, 0)), Joined::Not);
        }
    }
    if !fits {
        return None;
    }
    let mut credits = |point: usize| if cold[point / 2] { 0 } else { points.credits(point) };
    let mut amounts = Amounts { at_start: vec![0; n], on_next: vec![0; n] };
    for b in 0..n {
        let (have, mut leave) = (credits(start(b)), credits(end(b)));
        if cold[b] {
            let successors = graph.taken(b).into_iter().chain(graph.next(b));
            leave = successors.map(|to| credits(start(to))).max().unwrap_or(0);
        }
        if at_start[b] {
            amounts.at_start[b] = leave + lengths[b] + 1 - have;
        }
        if on_next[b] {
            amounts.on_next[b] = credits(start(b + 1)) + 1 - leave;
        }
    }
    Some(amounts)
}
