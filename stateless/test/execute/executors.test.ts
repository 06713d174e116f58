/** Both executors with scripted contracts; test/execute/differential.test.ts has them with wasm. */
import { describe, expect, test } from 'vitest';
import { UnprovedCode } from '../../src/code/codeSource.js';
import { cellKey, nonceKey } from '../../src/execute/cell.js';
import type { Environment } from '../../src/execute/environment.js';
import { executeStateful, executeStateless } from '../../src/execute/executors.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { SszBackend } from '../../src/ssz/sszBackend.js';
import { Account, block, ENVIRONMENT_ID } from '../support/world.js';
import { Scripted } from './scripted.js';

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );

function scene() {
  const machine = new Scripted();
  const inner = machine.add('inner', (world, input) => {
    world.set(1, 7);
    world.log('inner');
    if (input[0] === 1) throw new RangeError('undone');
  });
  const outer = machine.add('outer', async (world, input) => {
    world.set(2, 1);
    world.log('outer');
    const returned = await world.call(inner.hash);
    world.set(3, returned ? 1 : 2);
    if (input[1] === 1) throw new RangeError('undone');
  });
  const reader = machine.add('reader', (world) => void world.get(9));
  const code = new UnprovedCode();
  for (const { hash } of [inner, outer, reader]) code.add(hash, { kind: 'wasm', bytes: new Uint8Array() });
  const environment: Environment = {
    id: ENVIRONMENT_ID,
    maxTransactionFuel: 10_000_000n,
    maxBlockFuel: 30_000_000n,
    code,
    machine,
  };
  return { inner, outer, reader, code, environment };
}

describe.each([new KeyedBackend(), new SszBackend()])('$name', (backend) => {
  const at = (owner: { hash: Uint8Array }, slot: number) =>
    cellKey(1, owner.hash, new Uint8Array(32).fill(slot));

  test('what an undone call set and logged is gone, what its caller set stays', async () => {
    const { inner, outer, environment } = scene();
    const alice = new Account('alice');
    const state = backend.build(new Map());
    const one = block(1n, alice.call(outer, Uint8Array.of(1, 0)));
    const { post, receipts, witness, postRoot, receiptsDigest } = await executeStateful(
      state,
      one,
      environment,
    );
    expect(
      receipts.map(({ status, logs }) => [status, logs.map(({ data }) => Buffer.from(data).toString())]),
    ).toEqual([['returned', ['outer']]]);
    expect([post.get(at(inner, 1))[0], post.get(at(outer, 2))[0], post.get(at(outer, 3))[0]]).toEqual([
      0, 1, 2,
    ]);
    const other = await executeStateless(backend, state.root(), witness, one, environment);
    expect(Buffer.compare(other.postRoot, postRoot)).toBe(0);
    expect(Buffer.compare(other.receiptsDigest, receiptsDigest)).toBe(0);
  });

  test('what is undone at the top leaves the nonce alone changed', async () => {
    const { outer, environment } = scene();
    const alice = new Account('alice');
    const state = backend.build(new Map());
    const one = block(1n, alice.call(outer, Uint8Array.of(0, 1)));
    const { changes, receipts } = await executeStateful(state, one, environment);
    expect([...changes.keys()]).toEqual([Buffer.from(nonceKey(alice.id)).toString('hex')]);
    expect(receipts[0]?.logs).toEqual([]);
    expect(receipts[0]?.status).toBe('reverted');
  });

  test('a key that was read only is in the witness; one that nothing needs makes it another', async () => {
    const { outer, reader, environment } = scene();
    const [alice, bob] = [new Account('alice'), new Account('bob')];
    const filled = await executeStateful(
      backend.build(new Map()),
      block(1n, bob.call(outer, Uint8Array.of(0, 0))),
      environment,
    );
    const state = filled.post;
    const one = block(2n, alice.call(reader, new Uint8Array()));
    const { witness } = await executeStateful(state, one, environment);
    expect(await codeOf(executeStateless(backend, state.root(), witness, one, environment))).toBe(
      'nothing thrown',
    );
    const more = backend.merge([witness, state.prove([at(outer, 2)])]);
    expect(await codeOf(executeStateless(backend, state.root(), more, one, environment))).toBe(
      'proof/superfluous-node',
    );
    const less = state.prove([nonceKey(bob.id)]);
    expect(await codeOf(executeStateless(backend, state.root(), less, one, environment))).toMatch(
      /^proof\/(missing|superfluous)-node$/,
    );
  });

  test('a witness of another root is called that, whatever else seems wrong with the block', async () => {
    const { outer, environment } = scene();
    const alice = new Account('alice');
    const empty = backend.build(new Map());
    const first = block(1n, alice.call(outer, Uint8Array.of(0, 0)));
    const { post, witness: old } = await executeStateful(empty, first, environment);
    const second = block(2n, alice.call(outer, Uint8Array.of(0, 0)));
    // With the old witness the nonce seems wrong.
    expect(await codeOf(executeStateless(backend, post.root(), old, second, environment))).toBe(
      'proof/root-mismatch',
    );
    expect(await codeOf(executeStateless(backend, empty.root(), old, second, environment))).toBe(
      'block/nonce',
    );
  });

  test('code that is not accepted does not run, from the block on in which it is no longer', async () => {
    const { outer, code, environment } = scene();
    const alice = new Account('alice');
    const first = await executeStateful(
      backend.build(new Map()),
      block(1n, alice.call(outer, Uint8Array.of(0, 0))),
      environment,
    );
    expect(first.receipts[0]?.status).toBe('returned');
    code.remove(outer.hash);
    const second = await executeStateful(
      first.post,
      block(2n, alice.call(outer, Uint8Array.of(0, 0))),
      environment,
    );
    expect(second.receipts[0]?.status).toBe('no-code');
    expect(second.changes.size).toBe(1);
  });
});

describe('blocks that are none', () => {
  const backend = new KeyedBackend();
  const state = backend.build(new Map());

  test('nonces that repeat or skip, too much or too little fuel, signatures for elsewhere', async () => {
    const { outer, environment } = scene();
    const run = (...transactions: Parameters<typeof block>[1][]) =>
      codeOf(executeStateful(state, block(1n, ...transactions), environment));
    const alice = new Account('alice');
    const [zero, one, two] = [0, 1, 2].map(() => alice.call(outer, Uint8Array.of(0, 0))) as Parameters<
      typeof block
    >[1][];
    expect(await run(zero as never, one as never)).toBe('nothing thrown');
    expect(await run(zero as never, zero as never)).toBe('block/nonce');
    expect(await run(zero as never, two as never)).toBe('block/nonce');
    expect(await run(new Account('a').call(outer, new Uint8Array(), 10_000_001n))).toBe('block/fuel');
    expect(await run(new Account('a').call(outer, new Uint8Array(), 19_999n))).toBe('block/fuel');
    const many = ['a', 'b', 'c', 'd'].map((name) =>
      new Account(name).call(outer, new Uint8Array(), 10_000_000n),
    );
    expect(await run(...many)).toBe('block/fuel');
    const elsewhere = { ...environment, id: new Uint8Array(32) };
    expect(await codeOf(executeStateful(state, block(1n, zero as never), elsewhere))).toBe('block/signature');
  });
});
