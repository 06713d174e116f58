import { describe, expect, test } from 'vitest';
import type { Transaction } from '../../src/chain/transaction.js';
import { UnprovedCode } from '../../src/code/codeSource.js';
import type { Environment } from '../../src/execute/environment.js';
import { executeStateful } from '../../src/execute/executors.js';
import { prepare } from '../../src/execute/prepare.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import type { FullState } from '../../src/proof/backend.js';
import { Mempool } from '../../src/provider/mempool.js';
import { DEFAULT_LIMITS } from '../../src/provider/mempoolLimits.js';
import { seeded } from '../../src/simulate/random.js';
import { TestAccount } from '../../src/testing/account.js';
import { keyText } from '../../src/util/bytes.js';
import { Scripted } from '../execute/scripted.js';
import { entries } from '../keyed/entries.js';
import { ENVIRONMENT_ID } from '../support/world.js';

const backend = new KeyedBackend();
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );

/** A contract that adds what slot input[0] holds to slot input[1]; 255 as the second removes the first. */
function scene() {
  const machine = new Scripted();
  const adder = machine.add('adder', (world, bytes) => {
    const [from, to] = [bytes[0] ?? 0, bytes[1] ?? 0];
    const held = world.get(from)[0] ?? 0;
    if (to === 255) world.set(from, 0);
    else world.set(to, ((world.get(to)[0] ?? 0) + held + 1) % 200);
  });
  const code = new UnprovedCode().add(adder.hash, { kind: 'wasm', bytes: new Uint8Array() });
  const environment: Environment = {
    id: ENVIRONMENT_ID,
    maxTransactionFuel: 10_000_000n,
    maxBlockFuel: 30_000_000n,
    code,
    machine,
  };
  const state: FullState = backend.build(entries(60));
  const pool = (limits = DEFAULT_LIMITS) => new Mempool(backend, environment, state.root(), 0n, limits);
  const signed = (name: string, from: number, to: number, nonce = 0n): Transaction =>
    new TestAccount(name).sign(
      { nonce, to: adder.hash, fuel: 100_000n, input: Uint8Array.of(from, to) },
      ENVIRONMENT_ID,
    );
  const witness = async (on: FullState, transaction: Transaction) =>
    (await prepare(on, 1n, transaction, environment)).witness;
  const apply = (on: FullState, number: bigint, transactions: Transaction[]) =>
    executeStateful(on, { number, transactions }, environment);
  return { environment, state, pool, signed, witness, apply };
}

describe('a pool without a state', () => {
  test('makes of proofs the block, the witness and the root that the state makes', async () => {
    const { state, pool, signed, witness, apply } = scene();
    const waiting = pool();
    for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) {
      const transaction = signed(name, 10 + i, 20 + i);
      await waiting.add(transaction, await witness(state, transaction));
    }
    const built = await waiting.build();
    expect(built?.transactions).toHaveLength(4);
    const full = await apply(state, 1n, built?.transactions ?? []);
    expect(keyText(built?.executed.postRoot as Uint8Array)).toBe(keyText(full.postRoot));
    expect(Buffer.compare(built?.executed.witness as Uint8Array, full.witness)).toBe(0);
  });

  test('lives through many blocks of random traffic, and never disagrees with the state', async () => {
    const { state: first, pool, signed, witness, apply } = scene();
    const random = seeded('mempool');
    const waiting = pool();
    const nonces = new Map<string, bigint>();
    let state = first;
    let old = first;
    let taken = 0;
    for (let number = 1n; number <= 40n; number += 1n) {
      for (let i = random(5); i > 0; i -= 1) {
        const name = `${random(12)}`;
        const nonce = nonces.get(name) ?? 0n;
        const transaction = signed(name, random(9), random(5) === 0 ? 255 : random(9), nonce);
        // Some come with a witness of an earlier block.
        const on = random(3) === 0 ? old : state;
        const code = await codeOf(waiting.add(transaction, await witness(on, transaction)));
        expect(['nothing thrown', 'mempool/stale', 'mempool/known', 'mempool/nonce']).toContain(code);
      }
      const built = await waiting.build();
      // Now and then another's block comes, and not the one that was made here.
      const foreign = random(4) === 0 ? [signed(`foreign ${number}`, random(9), random(9))] : undefined;
      const transactions = foreign ?? built?.transactions ?? [];
      const full = await apply(state, number, transactions);
      if (foreign === undefined && built !== undefined) {
        expect(keyText(built.executed.postRoot)).toBe(keyText(full.postRoot));
        expect(Buffer.compare(built.executed.witness, full.witness)).toBe(0);
        for (const { sender, nonce } of transactions) {
          for (let i = 0; i < 12; i += 1) {
            const name = `${i}`;
            if (keyText(new TestAccount(name).id) === keyText(sender)) nonces.set(name, nonce + 1n);
          }
        }
        taken += transactions.length;
      }
      waiting.follow({ block: { number, transactions }, diff: full.diff });
      expect(keyText(waiting.root)).toBe(keyText(full.postRoot));
      old = state;
      state = full.post;
    }
    expect(taken).toBeGreaterThan(30);
  }, 120_000);

  test('leaves for a later block what reads what an earlier one sets', async () => {
    const { state, pool, signed, witness } = scene();
    const waiting = pool();
    const calls = [signed('a', 1, 2), signed('b', 2, 3), signed('c', 5, 6), signed('a', 7, 8, 1n)];
    for (const call of calls) await waiting.add(call, await witness(state, call));
    expect(waiting.select().map(({ transaction }) => transaction)).toEqual([calls[0], calls[2]]);
    expect(waiting.select(1)).toHaveLength(1);
  });

  test('takes no lie about what a transaction touches, and nothing twice', async () => {
    const { state, pool, signed, witness } = scene();
    const waiting = pool();
    const call = signed('a', 1, 2);
    const good = await witness(state, call);
    expect(await codeOf(waiting.add(call, state.prove([new Uint8Array(32)])))).toBe('mempool/stale');
    expect(await codeOf(waiting.add(call, good.subarray(1)))).toBe('proof/version');
    const elsewhere = backend.build(entries(61));
    expect(await codeOf(waiting.add(call, await witness(elsewhere, call)))).toBe('mempool/stale');
    const forged = { ...call, fuel: call.fuel + 1n };
    expect(await codeOf(waiting.add(forged, good))).toBe('block/signature');
    expect(await codeOf(waiting.add(signed('a', 1, 2, 99n), good))).toBe('mempool/nonce');
    const wide = backend.merge([good, state.prove([Buffer.alloc(32, 7)])]);
    await waiting.add(call, wide);
    // What the sender put into its proof besides is not kept.
    expect(Buffer.compare(waiting.select()[0]?.proof as Uint8Array, good)).toBe(0);
    expect(await codeOf(waiting.add(call, good))).toBe('mempool/known');
  });

  test('is bounded in all and for each sender, and begins anew after a reorganisation', async () => {
    const { state, pool, signed, witness } = scene();
    const waiting = pool({ ...DEFAULT_LIMITS, transactions: 3, ofSender: 2 });
    const add = async (name: string, nonce: bigint) => {
      const call = signed(name, 1, 2, nonce);
      return codeOf(waiting.add(call, await witness(state, call)));
    };
    expect([await add('a', 0n), await add('a', 1n), await add('a', 2n)]).toEqual([
      'nothing thrown',
      'nothing thrown',
      'mempool/full',
    ]);
    expect([await add('b', 0n), await add('c', 0n)]).toEqual(['nothing thrown', 'mempool/full']);
    const diff = { ...state.diff(new Map()), preRoot: new Uint8Array(32) };
    expect(() => waiting.follow({ block: { number: 1n, transactions: [] }, diff })).toThrow(
      'does not follow',
    );
    expect(waiting.reset(new Uint8Array(32), 7n)).toHaveLength(3);
    expect([waiting.size, waiting.number]).toEqual([0, 7n]);
  });
});
