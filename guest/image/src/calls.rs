//! Who calls whom, and how deep the machine stack can get along the calls.

use crate::candidates::{Candidates, Unknown};
use std::collections::BTreeMap;

/// The call graph of a module's functions with a body.
///
/// Calls of a type through a table are one node, which calls whatever they can reach: the edges are as many as the calls
/// and the functions in tables, not as their product.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Where each function's callees start in `callees`.
    starts: Vec<usize>,
    /// Functions, and places in tables ([`PLACE`]).
    callees: Vec<u32>,
    /// The number of each pair of table and type that is called.
    places: BTreeMap<(u32, u32), u32>,
    unknown: bool,
    /// What is in the module's tables.
    pub tables: Candidates,
}

/// Set in a callee that is a pair of table and type. No module has as many functions.
const PLACE: u32 = 1 << 31;

/// Why the stack has no bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbounded {
    /// These functions with a body call each other in this order, and the last one the first.
    Recursion(Vec<u32>),
    /// What this table holds can come from outside the module.
    Table(u32),
    /// There is a call that nothing is known of, or a frame.
    Unknown,
}

impl Calls {
    /// From now on calls are those of the next function.
    pub fn next_function(&mut self) {
        self.starts.push(self.callees.len());
    }

    /// A call of a function with a body, by its index among those.
    pub fn direct(&mut self, callee: u64) {
        match u32::try_from(callee).ok().filter(|callee| callee & PLACE == 0) {
            Some(callee) => self.callees.push(callee),
            None => self.unknown = true,
        }
    }

    /// A call of a type's function through a table.
    pub fn through_table(&mut self, table: u32, type_index: u32) {
        let next = u32::try_from(self.places.len()).unwrap_or(PLACE);
        let place = *self.places.entry((table, self.tables.type_number(type_index))).or_insert(next);
        if place & PLACE == 0 {
            self.callees.push(place | PLACE);
        } else {
            self.unknown = true;
        }
    }

    /// A call of an import: what the host does with the stack is the host's to bound.
    pub fn leaves_wasm(&mut self) {}

    /// A call whose target is only known when it runs.
    pub fn unknown(&mut self) {
        self.unknown = true;
    }

    /// The largest sum of frames along a path of calls. Every function may be a path's first one. Takes time and memory in
    /// proportion to the module's size (times a logarithm of the pairs of table and type that are called).
    ///
    /// # Errors
    /// Where there is no bound, or a callee that `frames` does not have.
    pub fn deepest(&self, frames: &[u64]) -> Result<u64, Unbounded> {
        if self.unknown || frames.len() != self.starts.len() {
            return Err(Unbounded::Unknown);
        }
        let graph = self.graph()?;
        #[derive(Clone, Copy, PartialEq)]
        enum Depth {
            Unseen,
            Open,
            Known(u64),
        }
        let nodes = graph.nodes();
        let frame = |node: usize| frames.get(node).copied().unwrap_or(0);
        let mut depths = vec![Depth::Unseen; nodes];
        let mut deepest = 0;
        // Its own stack: a path can be as long as the module has functions.
        let mut path: Vec<Visit> = Vec::new();
        for root in 0..frames.len() {
            if depths[root] == Depth::Unseen {
                depths[root] = Depth::Open;
                path.push(Visit { node: root, next: 0, below: 0 });
            }
            while let Some(visit) = path.last_mut() {
                let Some(callee) = graph.callee(visit.node, visit.next) else {
                    let (node, below) = (visit.node, visit.below);
                    let depth = frame(node).checked_add(below).ok_or(Unbounded::Unknown)?;
                    depths[node] = Depth::Known(depth);
                    deepest = deepest.max(depth);
                    path.pop();
                    continue;
                };
                match depths.get(callee).ok_or(Unbounded::Unknown)? {
                    Depth::Open => return Err(graph.recursion(&path, callee)),
                    Depth::Known(depth) => {
                        visit.below = visit.below.max(*depth);
                        visit.next += 1;
                    }
                    // Comes by again when its depth is known.
                    Depth::Unseen => {
                        depths[callee] = Depth::Open;
                        path.push(Visit { node: callee, next: 0, below: 0 });
                    }
                }
            }
        }
        Ok(deepest)
    }

    fn of(&self, function: usize) -> &[u32] {
        let end = self.starts.get(function + 1).copied().unwrap_or(self.callees.len());
        &self.callees[self.starts[function]..end]
    }

    /// Functions first, then what is called through tables.
    fn graph(&self) -> Result<Graph<'_>, Unbounded> {
        let mut places = vec![(0, 0); self.places.len()];
        for (&place, &number) in &self.places {
            if let Some(slot) = usize::try_from(number).ok().and_then(|n| places.get_mut(n)) {
                *slot = place;
            }
        }
        let reach = self.tables.reach(&places).map_err(|unknown| match unknown {
            Unknown::Table(table) => Unbounded::Table(table),
            Unknown::BeyondTheRules => Unbounded::Unknown,
        })?;
        Ok(Graph { calls: self, set_of: reach.set_of, sets: reach.sets })
    }
}

/// The calls with what they reach through tables.
struct Graph<'a> {
    calls: &'a Calls,
    /// The set of functions of each place.
    set_of: Vec<usize>,
    sets: Vec<Vec<u32>>,
}

/// A node on the path that is being looked at.
struct Visit {
    node: usize,
    /// Its next callee.
    next: usize,
    /// The most that the callees before that one need.
    below: u64,
}

impl Graph<'_> {
    fn nodes(&self) -> usize {
        self.calls.starts.len() + self.sets.len()
    }

    fn callee(&self, node: usize, number: usize) -> Option<usize> {
        let functions = self.calls.starts.len();
        let callees = match node.checked_sub(functions) {
            Some(set) => self.sets.get(set)?,
            None => self.calls.of(node),
        };
        let callee = *callees.get(number)?;
        let place = if callee & PLACE == 0 { return usize::try_from(callee).ok() } else { callee & !PLACE };
        let set = usize::try_from(place).ok().and_then(|p| self.set_of.get(p)).copied();
        Some(set.map_or(usize::MAX, |set| functions + set))
    }

    /// The end of a path that comes back to one of its nodes.
    fn recursion(&self, path: &[Visit], node: usize) -> Unbounded {
        let circle = path.iter().skip_while(|visit| visit.node != node).map(|visit| visit.node);
        let functions = circle.filter(|&node| node < self.calls.starts.len());
        Unbounded::Recursion(functions.filter_map(|f| u32::try_from(f).ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{CompositeInnerType, CompositeType, FuncType, RefType, SubType, ValType};

    fn graph(functions: &[&[u64]]) -> Calls {
        let mut calls = Calls::default();
        for callees in functions {
            calls.next_function();
            callees.iter().for_each(|&c| calls.direct(c));
        }
        calls
    }

    #[test]
    fn the_deepest_path_counts() {
        assert_eq!(graph(&[&[1, 2], &[3], &[3], &[]]).deepest(&[16, 100, 32, 8]), Ok(124));
        assert_eq!(graph(&[]).deepest(&[]), Ok(0));
        assert_eq!(graph(&[&[], &[0]]).deepest(&[5, 6]), Ok(11));
    }

    #[test]
    fn recursion_has_no_bound() {
        assert_eq!(graph(&[&[0]]).deepest(&[16]), Err(Unbounded::Recursion(vec![0])));
        let circle = graph(&[&[1], &[2], &[3], &[1]]);
        assert_eq!(circle.deepest(&[1; 4]), Err(Unbounded::Recursion(vec![1, 2, 3])));
    }

    #[test]
    fn what_is_not_known_has_no_bound() {
        let mut calls = graph(&[&[]]);
        assert_eq!(calls.deepest(&[16, 16]), Err(Unbounded::Unknown));
        assert_eq!(calls.deepest(&[]), Err(Unbounded::Unknown));
        calls.unknown();
        assert_eq!(calls.deepest(&[16]), Err(Unbounded::Unknown));
        for callee in [1, u64::from(PLACE), u64::from(PLACE) + 7, u64::MAX] {
            assert_eq!(graph(&[&[callee]]).deepest(&[16]), Err(Unbounded::Unknown), "{callee}");
        }
        assert_eq!(graph(&[&[1], &[]]).deepest(&[u64::MAX, 1]), Err(Unbounded::Unknown));
    }

    /// As many places of calls, tables, segments and types as the candidates that all of them could have.
    #[test]
    fn edges_are_as_many_as_calls_and_items() {
        const N: u32 = 200;
        for (linked, written) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut calls = Calls::default();
            let sub_type = |n: u32| {
                let params = (0..10).map(|bit| if n >> bit & 1 == 0 { ValType::I32 } else { ValType::I64 });
                let function = CompositeInnerType::Func(FuncType::new(params, []));
                let composite_type = CompositeType {
                    inner: function,
                    shared: false,
                    descriptor_idx: None,
                    describes_idx: None,
                };
                SubType { is_final: true, supertype_idx: None, composite_type }
            };
            for n in 0..N {
                calls.tables.add_type(&sub_type(n), true);
                calls.tables.add_function(n, false);
                calls.tables.add_table(RefType::FUNCREF, false);
            }
            for table in 0..N {
                calls.tables.add_segment(Some(table));
                (0..N).for_each(|function| calls.tables.add_item(function));
            }
            for n in 0..N {
                calls.next_function();
                for table in 0..N {
                    calls.through_table(table, n);
                }
                if linked {
                    calls.tables.copy(n, (n + 1) % N);
                    calls.tables.init((n + 7) % N, n);
                }
                if written {
                    calls.tables.write(n);
                }
            }
            let graph = calls.graph().unwrap();
            let (sites, items) = (calls.callees.len(), (N * N) as usize);
            assert_eq!((sites, graph.set_of.len()), (items, items));
            assert_eq!(graph.sets.iter().map(Vec::len).sum::<usize>(), items);
            assert_eq!(graph.sets.len(), if linked || written { N as usize } else { items });
            // In whatever order they were joined, the way to a pool's root is short.
            assert!(calls.tables.longest_way_to_a_root() <= 10);
            assert!(matches!(calls.deepest(&vec![1; N as usize]), Err(Unbounded::Recursion(_))));
        }
    }

    #[test]
    fn a_chain_as_long_as_a_module_can_be() {
        let functions: Vec<Vec<u64>> =
            (1..=100_000).map(|n| if n < 100_000 { vec![n] } else { vec![] }).collect();
        let functions: Vec<&[u64]> = functions.iter().map(Vec::as_slice).collect();
        assert_eq!(graph(&functions).deepest(&vec![16; 100_000]), Ok(1_600_000));
    }
}
