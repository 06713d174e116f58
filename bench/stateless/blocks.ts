/** What a block costs: who holds the state, who holds its root alone, and what nested calls and their undoing cost. */

import { encodeBlock } from '../../stateless/src/chain/block.js';
import { numberValue } from '../../stateless/src/execute/cell.js';
import {
  executeStateful,
  executeStateless,
  KeyedBackend,
  SupervisedRunner,
} from '../../stateless/src/index.js';
import { input, mapKey, type TestAccount, TestChain, u64 } from '../../stateless/src/testing/index.js';
import { probe, token as tokenFile } from '../../testkit/statelessContracts.js';
import { entryOf, hex, keyOf, round, timed, timedWith } from './peer.js';

const TRANSFERS = 100;
const CALLS = 50;

/** A block of transfers between accounts of a state with so many keys. */
export async function measureBlock(count: number): Promise<object> {
  const machine = await SupervisedRunner.start();
  const pid = (await machine.pid()) as number;
  const chain = await TestChain.start({ machine });
  try {
    const token = chain.install(tokenFile.wasm);
    const accounts = Array.from({ length: 2 * TRANSFERS }, (_, i) => chain.account(`${i}`));
    const entries = new Map<string, Uint8Array>();
    for (let n = 0; n < count; n += 1) entries.set(hex(keyOf(n)), entryOf(n));
    for (const { id } of accounts) entries.set(hex(mapKey(token.hash, 6n, id)), numberValue(1000n));
    const backend = new KeyedBackend();
    const state = backend.build(entries);
    const preRoot = state.root();
    const pairs = Array.from({ length: TRANSFERS }, (_, i) => [accounts[2 * i], accounts[2 * i + 1]]);
    const transactions = (pairs as [TestAccount, TestAccount][]).map(([from, to]) =>
      from.sign(
        { nonce: 0n, to: token.hash, fuel: 100_000n, input: input(2, to.id, 1n) },
        chain.environment.id,
      ),
    );
    const block = { number: 1n, transactions };
    const [statefulMs, full] = await timedWith(pid, 2000, () =>
      executeStateful(state, block, chain.environment),
    );
    const stateless = () => executeStateless(backend, preRoot, full.witness, block, chain.environment);
    const [statelessMs] = await timedWith(pid, 2000, stateless);
    const keys = [...full.changes.keys()].map((text) => Buffer.from(text, 'hex'));
    const proof = state.prove(keys);
    const [proofMs] = await timed(5, () => backend.open(proof).authenticate(preRoot, full.changes));
    const blockBytes = encodeBlock(block).length;
    const sizes = { transfers: TRANSFERS, blockBytes, witnessBytes: full.witness.length };
    return { what: 'block', keys: count, ...sizes, statefulMs, statelessMs, proofMs };
  } finally {
    await machine.close();
  }
}

/** Time and fuel of one nested call that returns, and of one that is undone: of many in one transaction, less none. */
export async function measureCalls(): Promise<object[]> {
  const machine = await SupervisedRunner.start();
  const pid = (await machine.pid()) as number;
  const chain = await TestChain.start({ machine });
  try {
    const contract = chain.install(probe.wasm);
    const from = chain.account('a');
    // 1: get of a key; 2: revert.
    const inner = { returns: input(1, keyOf(1)), 'is undone': input(0, keyOf(1), 1n, 4, keyOf(2)) };
    const rows: object[] = [];
    const none = await timedWith(pid, 1000, () =>
      chain.view(from, contract, input(1, keyOf(1)), 90_000_000n),
    );
    for (const [ends, steps] of Object.entries(inner)) {
      const step = input(8, contract.hash, u64(1_000_000n), u64(BigInt(steps.length)), steps);
      const calls = Buffer.concat(Array.from({ length: CALLS }, () => step));
      const [ms, outcome] = await timedWith(pid, 1000, () => chain.view(from, contract, calls, 90_000_000n));
      const fuel = (outcome.fuelUsed - none[1].fuelUsed) / BigInt(CALLS);
      rows.push({ what: 'call', ends, callMs: round((ms - none[0]) / CALLS / 2), fuel: Number(fuel) });
    }
    return rows;
  } finally {
    await machine.close();
  }
}
