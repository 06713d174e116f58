import type { FullState, ProofBackend } from '../../stateless/src/index.js';
import { entryOf, hex, keyOf, type Peer, type Proved } from './peer.js';

/** Either backend of this repository. */
export class Ours implements Peer {
  readonly name: string;
  state: FullState;

  constructor(readonly backend: ProofBackend) {
    this.name = backend.name;
    this.state = backend.build(new Map());
  }

  async build(count: number): Promise<void> {
    const entries = new Map<string, Uint8Array>();
    for (let n = 0; n < count; n += 1) entries.set(hex(keyOf(n)), entryOf(n));
    this.state = this.backend.build(entries);
    this.state.root();
  }

  async prove(numbers: readonly number[]): Promise<Proved> {
    const keys = numbers.map(keyOf);
    const root = this.state.root();
    const proof = this.state.prove(keys);
    return { bytes: proof.length, verify: () => void this.backend.verify(proof, root, keys) };
  }

  async update(numbers: readonly number[], round: number): Promise<void> {
    this.state = this.state.apply(new Map(numbers.map((n) => [hex(keyOf(n)), entryOf(n, round)])));
    this.state.root();
  }
}
