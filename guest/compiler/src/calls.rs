//! Who calls whom, and how deep the machine stack can get along direct calls.

/// The call graph of a module's functions with a body.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Where each function's callees start in `callees`.
    starts: Vec<usize>,
    callees: Vec<u32>,
    indirect: bool,
}

impl Calls {
    /// From now on calls are those of the next function.
    pub fn next_function(&mut self) {
        self.starts.push(self.callees.len());
    }

    /// A call of a function with a body, by its index among those.
    pub fn direct(&mut self, callee: u64) {
        match u32::try_from(callee) {
            Ok(callee) => self.callees.push(callee),
            Err(_) => self.indirect = true,
        }
    }

    /// A call of an import: what the host does with the stack is the host's to bound.
    pub fn leaves_wasm(&mut self) {}

    /// A call whose target is only known when it runs.
    pub fn unknown(&mut self) {
        self.indirect = true;
    }

    fn of(&self, function: usize) -> &[u32] {
        let end = self.starts.get(function + 1).copied().unwrap_or(self.callees.len());
        &self.callees[self.starts[function]..end]
    }

    /// The largest sum of frames along a path of direct calls; `None` where there is no bound (recursion, an indirect
    /// call) or a callee that `frames` does not have.
    pub fn deepest(&self, frames: &[u64]) -> Option<u64> {
        if self.indirect || frames.len() != self.starts.len() {
            return None;
        }
        #[derive(Clone, Copy, PartialEq)]
        enum Depth {
            Unseen,
            Open,
            Known(u64),
        }
        let mut depths = vec![Depth::Unseen; frames.len()];
        let mut deepest = 0;
        // Its own stack: a path can be as long as the module has functions.
        let mut path: Vec<(usize, usize)> = Vec::new();
        for root in 0..frames.len() {
            if depths[root] == Depth::Unseen {
                depths[root] = Depth::Open;
                path.push((root, 0));
            }
            while let Some((function, next)) = path.last_mut() {
                let callees = self.of(*function);
                if let Some(&callee) = callees.get(*next) {
                    *next += 1;
                    let callee = callee as usize;
                    match depths.get(callee)? {
                        Depth::Open => return None,
                        Depth::Known(_) => {}
                        Depth::Unseen => {
                            depths[callee] = Depth::Open;
                            path.push((callee, 0));
                        }
                    }
                    continue;
                }
                let below = callees.iter().filter_map(|&c| match depths[c as usize] {
                    Depth::Known(depth) => Some(depth),
                    _ => None,
                });
                let depth = frames[*function].checked_add(below.max().unwrap_or(0))?;
                depths[*function] = Depth::Known(depth);
                deepest = deepest.max(depth);
                path.pop();
            }
        }
        Some(deepest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(graph(&[&[1, 2], &[3], &[3], &[]]).deepest(&[16, 100, 32, 8]), Some(124));
        assert_eq!(graph(&[]).deepest(&[]), Some(0));
        assert_eq!(graph(&[&[], &[0]]).deepest(&[5, 6]), Some(11));
    }

    #[test]
    fn recursion_and_indirect_calls_have_no_bound() {
        assert_eq!(graph(&[&[0]]).deepest(&[16]), None);
        assert_eq!(graph(&[&[1], &[2], &[0]]).deepest(&[1, 1, 1]), None);
        let mut calls = graph(&[&[]]);
        calls.unknown();
        assert_eq!(calls.deepest(&[16]), None);
    }

    #[test]
    fn a_chain_as_long_as_a_module_can_be() {
        let functions: Vec<Vec<u64>> =
            (1..=100_000).map(|n| if n < 100_000 { vec![n] } else { vec![] }).collect();
        let functions: Vec<&[u64]> = functions.iter().map(Vec::as_slice).collect();
        assert_eq!(graph(&functions).deepest(&vec![16; 100_000]), Some(1_600_000));
    }
}
