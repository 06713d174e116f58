import { type BinaryTree, createBinaryTree, verifyBinaryProof } from '@ethereumjs/binarytree';
import {
  createMerkleProof,
  createMPT,
  createMPTFromProof,
  type MerklePatriciaTrie,
  updateMPTFromMerkleProof,
} from '@ethereumjs/mpt';
import { distinctBytes, entryOf, keyOf, type Peer, type Proved } from './peer.js';

/** Ethereum's Merkle-Patricia trie with hashed keys. It proves key by key; nodes that several share count once. */
export class Patricia implements Peer {
  readonly name = '@ethereumjs/mpt';
  #trie!: MerklePatriciaTrie;

  async build(count: number): Promise<void> {
    this.#trie = await createMPT({ useKeyHashing: false, cacheSize: 0 });
    for (let n = 0; n < count; n += 1) await this.#trie.put(keyOf(n), entryOf(n));
  }

  async prove(numbers: readonly number[]): Promise<Proved> {
    const root = this.#trie.root();
    const proofs: Uint8Array[][] = [];
    for (const n of numbers) proofs.push(await createMerkleProof(this.#trie, keyOf(n)));
    const verify = async () => {
      const [first, ...others] = proofs as [Uint8Array[], ...Uint8Array[][]];
      // One partial trie of all of them, as whoever executes a block would have it.
      const trie = await createMPTFromProof(first, { root, useKeyHashing: false });
      for (const proof of others) await updateMPTFromMerkleProof(trie, proof, true);
      for (const n of numbers) hold(await trie.get(keyOf(n)), entryOf(n, this.#rounds.get(n)));
    };
    return { bytes: distinctBytes(proofs), verify };
  }

  readonly #rounds = new Map<number, number>();
  async update(numbers: readonly number[], round: number): Promise<void> {
    for (const n of numbers) {
      await this.#trie.put(keyOf(n), entryOf(n, round));
      this.#rounds.set(n, round);
    }
  }
}

/** The binary tree of EIP-7864 with Blake3, which proves key by key. */
export class Binary implements Peer {
  readonly name = '@ethereumjs/binarytree';
  #tree!: BinaryTree;
  readonly #rounds = new Map<number, number>();

  async build(count: number): Promise<void> {
    this.#tree = await createBinaryTree();
    for (let n = 0; n < count; n += 1) await this.#put(n, 0);
  }

  async prove(numbers: readonly number[]): Promise<Proved> {
    const root = this.#tree.root();
    const proofs: Uint8Array[][] = [];
    for (const n of numbers) proofs.push(await this.#tree.createBinaryProof(keyOf(n)));
    const verify = async () => {
      for (const [i, n] of numbers.entries()) {
        const value = await verifyBinaryProof(root, keyOf(n), proofs[i] as Uint8Array[]);
        hold(value, entryOf(n, this.#rounds.get(n)));
      }
    };
    return { bytes: distinctBytes(proofs), verify };
  }

  async update(numbers: readonly number[], round: number): Promise<void> {
    for (const n of numbers) {
      await this.#put(n, round);
      this.#rounds.set(n, round);
    }
  }

  async #put(n: number, round: number): Promise<void> {
    const key = keyOf(n);
    await this.#tree.put(key.subarray(0, 31), [key[31] as number], [entryOf(n, round)]);
  }
}

function hold(value: Uint8Array | null, expected: Uint8Array): void {
  if (value === null || Buffer.compare(value, expected) !== 0)
    throw new Error('a peer proves something else');
}
