/** A node of the tree. The empty node is not stored; its hash is 0. */
export type TreeNode = Leaf | Inner;

/** The only entry of its subtree. Hash: `hashLeaf(key, value)`. */
export interface Leaf {
  kind: 'leaf';
  key: bigint;
  value: bigint;
}

/** Two or more entries. `left` holds those with a 0 at this depth of the key. Hash: `hashInner(left, right)`. */
export interface Inner {
  kind: 'inner';
  left: bigint;
  right: bigint;
}

/** Where nodes are, by hash. */
export interface Nodes {
  get(hash: bigint): TreeNode | undefined;
  put(hash: bigint, node: TreeNode): void;
  delete(hash: bigint): void;
}

/** Nodes in memory. */
export function memoryNodes(): Nodes & { readonly size: number } {
  const map = new Map<bigint, TreeNode>();
  return {
    get: (hash) => map.get(hash),
    put: (hash, node) => void map.set(hash, node),
    delete: (hash) => void map.delete(hash),
    get size() {
      return map.size;
    },
  };
}
