/** The executor that is made for the zkVM, natively, against the one in TypeScript. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counter, input, otherProbe, probe, u64 } from '../../../testkit/statelessContracts.js';
import { nonceKey } from '../../src/execute/cell.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { Runner } from '../../src/runner/runner.js';
import { hasRunner } from '../support/world.js';
import { Executor, executionPieces, hasExecutor, Signer } from './execution.js';

const key = (n: number) => new Uint8Array(32).fill(n);
const nested = (callee: { hash: Uint8Array }, fuel: bigint, steps: Uint8Array) =>
  input(8, callee.hash, u64(fuel), u64(BigInt(steps.length)), steps);

describe.skipIf(!hasRunner || !hasExecutor)('the executor for the zkVM', () => {
  let folder: string;
  let runner: Runner;
  let executor: Executor;
  const backend = new KeyedBackend();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stateless-executor-'));
    runner = await Runner.start();
    executor = new Executor(folder, [counter, probe, otherProbe]);
  }, 60_000);
  afterAll(async () => {
    await runner.close();
    rmSync(folder, { recursive: true });
  });

  test('comes to the same roots, receipts and fuel over blocks of calls that end in every way', async () => {
    const [alice, bob] = [new Signer('alice'), new Signer('bob')];
    let state = backend.build(new Map());
    const blocks = [
      () => [alice.call(counter, key(1))],
      () => [alice.call(counter, key(255)), bob.call(counter, key(1)), bob.call(counter, key(1).subarray(1))],
      () => [
        alice.call(probe, input(0, key(1), 5n, 2, key(9), 3, key(7))),
        bob.call(probe, input(0, key(1), 6n, 4, key(8))),
        bob.call(probe, input(5)),
        bob.call(probe, input(6)),
        bob.call(probe, input(12)),
        alice.call({ hash: key(3) }, input()),
      ],
      () => [
        alice.call(probe, nested(otherProbe, 300_000n, input(0, key(1), 2n, 2, key(10), 3, key(1)))),
        bob.call(probe, nested(otherProbe, 300_000n, input(0, key(2), 2n, 2, key(10), 4, key(1)))),
        bob.call(probe, nested(otherProbe, 300_000n, input(5))),
        alice.call(probe, input(0, key(1), 0n)),
        alice.call(probe, input(7, 3, key(1))),
      ],
      () => [],
    ];
    for (const [i, make] of blocks.entries()) {
      const known = await executor.expected(state, make(), runner, BigInt(i + 1));
      expect(executor.natively(executionPieces(known.execution))).toEqual({ statement: known.statement });
      state = known.executed.post as typeof state;
    }
  }, 120_000);

  test('makes no statement of what is not so', async () => {
    const [alice, bob] = [new Signer('alice'), new Signer('bob')];
    const both = [alice.call(counter, key(1)), bob.call(counter, key(1))];
    const first = await executor.expected(backend.build(new Map()), both, runner);
    const { post: state } = first.executed;
    const { execution, statement } = await executor.expected(
      state,
      [alice.call(counter, key(1))],
      runner,
      2n,
    );
    const pieces = executionPieces(execution);
    expect(executor.natively(pieces)).toEqual({ statement });
    const faultOf = (change: (pieces: Uint8Array[]) => void) => {
      const changed = pieces.map((piece) => Uint8Array.from(piece));
      change(changed);
      const said = executor.natively(changed);
      return 'fault' in said ? said.fault : said.statement;
    };
    const flip = (piece: number, at: number) => (all: Uint8Array[]) => {
      const bytes = all[piece] as Uint8Array;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    };
    // Bytes of the head, of the block and of the witness.
    for (const piece of [0, 1, 2]) {
      const { length } = pieces[piece] as Uint8Array;
      // A block's number is signed by nobody: with another one it is another block.
      for (let at = piece === 1 ? 9 : 0; at < length; at += 7) {
        expect(faultOf(flip(piece, at)), `piece ${piece}, byte ${at}`).toMatch(
          /executor-host: (input|proof|block)/,
        );
      }
    }
    expect(faultOf(flip(1, 8))).toMatch(/^[0-9a-f]{322}$/);
    expect(faultOf(flip(1, 8))).not.toBe(statement);
    expect(faultOf(flip(3, 100))).toMatch(/code: an accepted artifact/);
    expect(faultOf((all) => all.splice(3))).toMatch(/code: an accepted artifact/);
    const more = backend.merge([execution.witness, state.prove([nonceKey(bob.id)])]);
    expect(faultOf((all) => all.splice(2, 1, more))).toMatch(/proof\/superfluous-node/);
    expect(faultOf((all) => all.splice(2, 1, first.execution.witness))).toMatch(/proof\/root-mismatch/);
    expect(faultOf((all) => all.splice(1))).toMatch(/input: three pieces/);
  }, 120_000);
});
