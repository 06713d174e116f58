import { KeyedBackend, SszBackend } from '../../stateless/src/index.js';
import { decodeProof } from '../../stateless/src/keyed/decodeProof.js';
import { CLOSED, INNER } from '../../stateless/src/keyed/node.js';
import { DenseList } from './chainsafe.js';
import { Binary, Patricia } from './ethereumjs.js';
import { Ours } from './ours.js';
import { cpuMs, entryOf, hex, keyOf, type Peer, round, spread, timed } from './peer.js';

export const PEERS: Record<string, () => Peer> = {
  keyed: () => new Ours(new KeyedBackend()),
  ssz: () => new Ours(new SszBackend()),
  patricia: () => new Patricia(),
  binary: () => new Binary(),
  dense: () => new DenseList(),
};

const PROVED = [1, 10, 100, 1000];
const ROUNDS = 5;

/** One row for each number of proved keys, of one peer with so many entries. Times are in milliseconds. */
export async function measureProofs(name: string, count: number): Promise<object[]> {
  const peer = (PEERS[name] as () => Peer)();
  const start = cpuMs();
  await peer.build(count);
  const buildMs = round(cpuMs() - start);
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const memoryBytes = heapUsed + arrayBuffers;
  const rows: object[] = [];
  for (const proved of PROVED) {
    // The SSZ tree takes minutes for a thousand.
    if (proved > count || (name === 'ssz' && proved > 100)) continue;
    const numbers = spread(count, proved);
    const [proveMs, proof] = await timed(ROUNDS, () => peer.prove(numbers));
    const [verifyMs] = await timed(ROUNDS, () => proof.verify());
    const [updateMs] = await timed(ROUNDS, (i) => peer.update(numbers, i + 1));
    const row = {
      peer: peer.name,
      keys: count,
      proved,
      proofBytes: proof.bytes,
      proveMs,
      verifyMs,
      updateMs,
    };
    rows.push({
      ...row,
      buildMs,
      memoryBytes,
      ...(peer instanceof Ours ? await ownFigures(peer, numbers) : {}),
    });
  }
  return rows;
}

/** What only this repository's backends do. */
async function ownFigures({ backend, state }: Ours, numbers: readonly number[]): Promise<object> {
  const keys = numbers.map(keyOf);
  const proof = state.prove(keys);
  const opened = backend.open(proof);
  const [allLookUpsMs] = await timed(ROUNDS, () => keys.map((key) => opened.get(key)));
  const changes = new Map(keys.map((key, i) => [hex(key), entryOf(i, -1)]));
  const [bothRootsMs] = await timed(ROUNDS, () => {
    const witness = backend.open(proof);
    return witness.authenticate(state.root(), changes);
  });
  const diff = state.diff(changes);
  const [refreshMs] = await timed(ROUNDS, () => backend.refresh(proof, keys, diff));
  const figures = { lookUpMs: round(allLookUpsMs / keys.length), bothRootsMs, refreshMs };
  const cached = backend instanceof KeyedBackend ? { withTopLevels: withoutTop(proof) } : {};
  if (keys.length === 1) return { ...figures, ...cached };
  const halves = [0, 1].map((rest) => state.prove(keys.filter((_, i) => i % 2 === rest)));
  const [mergeMs] = await timed(ROUNDS, () => backend.merge(halves));
  return { ...figures, mergeMs, ...cached };
}

/** Bytes that a proof has for who keeps the hashes of the top levels: without its closed nodes down to there. */
function withoutTop(proof: Uint8Array): Record<string, number> {
  const { kinds, right } = decodeProof(proof);
  const depths = new Uint16Array(kinds.length);
  const closedAt = new Map<number, number>();
  for (let i = 0; i < kinds.length; i += 1) {
    const depth = depths[i] as number;
    if (kinds[i] === CLOSED) closedAt.set(depth, (closedAt.get(depth) ?? 0) + 1);
    if (kinds[i] !== INNER) continue;
    depths[i + 1] = depth + 1;
    depths[right[i] as number] = depth + 1;
  }
  const bytes = (levels: number) =>
    [...closedAt].reduce((sum, [depth, closed]) => (depth <= levels ? sum - 32 * closed : sum), proof.length);
  return Object.fromEntries([4, 8, 12, 16].map((levels) => [levels, bytes(levels)]));
}
