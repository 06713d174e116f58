/** Random blocks of the example contracts: both executors give the same, and a witness is exact. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  input,
  multisig,
  otherProbe,
  otherToken,
  pool,
  probe,
  token,
  u64,
} from '../../../testkit/statelessContracts.js';
import { executeStateful, executeStateless } from '../../src/execute/executors.js';
import { encodeProof } from '../../src/keyed/encodeProof.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import type { KeyedState } from '../../src/keyed/keyedState.js';
import { CLOSED, ClosedNode, INNER, InnerNode, LEAF, NOTHING, type Node } from '../../src/keyed/node.js';
import { treeOf } from '../../src/keyed/partialTree.js';
import type { FullState, ProofBackend } from '../../src/proof/backend.js';
import { Runner } from '../../src/runner/runner.js';
import { SszBackend } from '../../src/ssz/sszBackend.js';
import { bytesOf, seeded } from '../keyed/entries.js';
import { Account, block, environment, hasRunner } from '../support/world.js';

type Random = (below: number) => number;

/** Blocks of random calls, many of which fail, each in its own way. */
class Traffic {
  readonly accounts = ['a', 'b', 'c', 'd'].map((name) => new Account(name));
  constructor(readonly random: Random) {}

  begin() {
    const [a, b] = this.accounts as [Account, Account];
    return block(
      1n,
      a.call(token, input(0, 1_000_000n)),
      b.call(otherToken, input(0, 1_000_000n)),
      a.call(pool, input(0, token.hash, otherToken.hash)),
      a.call(token, input(2, b.id, 400_000n)),
      b.call(otherToken, input(2, a.id, 400_000n)),
      a.call(token, input(3, pool.hash, 10n ** 30n)),
      a.call(otherToken, input(3, pool.hash, 10n ** 30n)),
      b.call(token, input(3, pool.hash, 10n ** 30n)),
      b.call(otherToken, input(3, pool.hash, 10n ** 30n)),
      a.call(pool, input(1, 100_000n, 50_000n, 0n)),
      a.call(multisig, input(0, 2, a.id, b.id)),
    );
  }

  next(number: bigint) {
    const count = 1 + this.random(5);
    return block(number, ...Array.from({ length: count }, () => this.#call()));
  }

  #amount(): bigint {
    return BigInt(this.random(40_000));
  }

  #steps(depth: number): Uint8Array {
    const key = bytesOf(`slot ${this.random(5)}`);
    const steps = Array.from({ length: 1 + this.random(3) }, () => {
      const step = this.random(depth > 2 ? 8 : 11);
      if (step < 2) return input(1, key);
      if (step === 2) return input(0, key, this.random(2) === 0 ? 0n : this.#amount());
      if (step === 3) return input(2, key);
      if (step === 4) return input(11, key);
      if (step === 5) return input(4, key);
      if (step === 6) return input(5);
      if (step === 7) return input(13);
      const steps = this.#steps(depth + 1);
      const callee = this.random(2) === 0 ? probe : otherProbe;
      return input(
        8,
        callee.hash,
        u64(BigInt(200_000 + this.random(400_000))),
        u64(BigInt(steps.length)),
        steps,
      );
    });
    return Buffer.concat(steps);
  }

  #call() {
    const account = this.accounts[this.random(4)] as Account;
    const other = this.accounts[this.random(4)] as Account;
    const which = this.random(2) === 0 ? token : otherToken;
    switch (this.random(7)) {
      case 0:
        return account.call(which, input(2, other.id, this.#amount()));
      case 1:
        return account.call(pool, input(3, this.random(2), this.#amount(), 1n));
      case 2:
        return account.call(pool, input(1, this.#amount(), this.#amount(), 0n));
      case 3:
        return account.call(pool, input(2, this.#amount(), 0n, 0n));
      case 4:
        return account.call(multisig, input(1, token.hash, u64(500_000n), input(2, other.id, 1n)));
      default:
        return account.call(probe, this.#steps(0), BigInt(500_000 + this.random(3_000_000)));
    }
  }
}

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );

function* withOneClosed(node: Node): Generator<Node> {
  if (node.kind === INNER || node.kind === LEAF) yield new ClosedNode(node.hash);
  if (node.kind !== INNER) return;
  for (const left of withOneClosed(node.left)) yield new InnerNode(left, node.right);
  for (const right of withOneClosed(node.right)) yield new InnerNode(node.left, right);
}

const shut = (node: Node) => (node === NOTHING ? node : new ClosedNode(node.hash));

function* withOneOpened(node: Node, full: Node): Generator<Node> {
  if (node.kind === CLOSED) {
    if (full.kind === LEAF) yield full;
    if (full.kind === INNER) yield new InnerNode(shut(full.left), shut(full.right));
    return;
  }
  if (node.kind !== INNER || full.kind !== INNER) return;
  for (const left of withOneOpened(node.left, full.left)) yield new InnerNode(left, node.right);
  for (const right of withOneOpened(node.right, full.right)) yield new InnerNode(node.left, right);
}

describe.skipIf(!hasRunner)('random blocks', () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await Runner.start();
  });
  afterAll(() => runner.close());

  async function same(backend: ProofBackend, state: FullState, one: ReturnType<typeof block>) {
    const world = environment(runner);
    const full = await executeStateful(state, one, world);
    const less = await executeStateless(backend, state.root(), full.witness, one, world);
    expect(Buffer.compare(less.postRoot, full.postRoot)).toBe(0);
    expect(Buffer.compare(full.post.root(), full.postRoot)).toBe(0);
    expect(less.receipts).toEqual(full.receipts);
    expect(Buffer.compare(less.receiptsDigest, full.receiptsDigest)).toBe(0);
    return full;
  }

  test('both executors give the same root, receipts and fuel, with either backend', async () => {
    const traffic = new Traffic(seeded('blocks'));
    const [keyed, ssz] = [new KeyedBackend(), new SszBackend()];
    let [a, b]: FullState[] = [keyed.build(new Map()), ssz.build(new Map())];
    const statuses = new Map<string, number>();
    for (let number = 1n; number <= 30n; number += 1n) {
      const one = number === 1n ? traffic.begin() : traffic.next(number);
      const first = await same(keyed, a as FullState, one);
      a = first.post;
      for (const { status } of first.receipts) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (number > 6n) continue;
      const second = await same(ssz, b as FullState, one);
      b = second.post;
      expect(second.receipts).toEqual(first.receipts);
    }
    for (const status of ['returned', 'reverted', 'trapped']) expect(statuses.get(status)).toBeGreaterThan(0);
  }, 600_000);

  test('a witness without any one of its nodes, or with one more, is refused', async () => {
    const backend = new KeyedBackend();
    const world = environment(runner);
    const traffic = new Traffic(seeded('exact'));
    let { post: state } = await executeStateful(backend.build(new Map()), traffic.begin(), world);
    for (let number = 2n; number < 4n; number += 1n) {
      const one = traffic.next(number);
      const { witness, post } = await executeStateful(state, one, world);
      const run = (tree: Node) =>
        codeOf(executeStateless(backend, state.root(), encodeProof(tree), one, world));
      let tried = 0;
      for (const tree of withOneClosed(treeOf(witness))) {
        expect(await run(tree)).toBe('proof/missing-node');
        tried += 1;
      }
      for (const tree of withOneOpened(treeOf(witness), (state as KeyedState).tree)) {
        expect(await run(tree)).toBe('proof/superfluous-node');
        tried += 1;
      }
      expect(tried).toBeGreaterThan(4);
      state = post;
    }
    // After all that was stopped in the middle, the runner still gives what it should.
    await same(backend, state, traffic.next(9n));
  }, 600_000);
});
