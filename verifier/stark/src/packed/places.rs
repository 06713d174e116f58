//! Where queries are on one level of a tree.

/// The nodes on the ways of all queries from their leaves to the root, on one level.
#[derive(Clone, Debug)]
pub struct Places {
    /// Each once, rising.
    pub nodes: Vec<u32>,
    /// Of each query, its node's position in `nodes`.
    pub of_query: Vec<u32>,
}

impl Places {
    /// @param leaf of each query
    pub fn new(leaves: &[u32]) -> Self {
        let mut nodes = leaves.to_vec();
        nodes.sort_unstable();
        nodes.dedup();
        let rank = |leaf: &u32| nodes.partition_point(|node| node < leaf) as u32;
        let of_query = leaves.iter().map(rank).collect();
        Self { nodes, of_query }
    }

    /// One level up.
    pub fn parents(&self) -> Self {
        let mut nodes: Vec<u32> = Vec::with_capacity(self.nodes.len());
        let mut ranks: Vec<u32> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            if nodes.last() != Some(&(node >> 1)) {
                nodes.push(node >> 1);
            }
            ranks.push(nodes.len() as u32 - 1);
        }
        let of_query = self.of_query.iter().map(|rank| ranks[*rank as usize]).collect();
        Self { nodes, of_query }
    }

    /// A query that is at this node.
    pub fn a_query_at(&self) -> Vec<usize> {
        let mut queries = vec![0; self.nodes.len()];
        for (query, rank) in self.of_query.iter().enumerate().rev() {
            queries[*rank as usize] = query;
        }
        queries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_meet() {
        let leaves = Places::new(&[6, 1, 7, 1]);
        assert_eq!((leaves.nodes.clone(), leaves.of_query.clone()), (vec![1, 6, 7], vec![1, 0, 2, 0]));
        assert_eq!(leaves.a_query_at(), [1, 0, 2]);
        let above = leaves.parents();
        assert_eq!((above.nodes.clone(), above.of_query.clone()), (vec![0, 3], vec![1, 0, 1, 0]));
        assert_eq!(above.parents().parents().nodes, [0]);
    }
}
