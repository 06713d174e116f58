/**
 * The program for the zkVM itself, in an interpreter of its machine: where ZKCWASM_EXECUTOR names one that
 * stateless/executor-image/build.sh made, with `counter`, `token` and `probe` among what it accepts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counter, input, probe, token, u64 } from '../../../testkit/statelessContracts.js';
import { fieldKey, mapKey } from '../../src/contract/words.js';
import { numberValue } from '../../src/execute/cell.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { Runner } from '../../src/runner/runner.js';
import { keyText } from '../../src/util/bytes.js';
import { hasRunner } from '../support/world.js';
import { Executor, executionPieces, hasExecutor, Signer } from './execution.js';

const elf = process.env.ZKCWASM_EXECUTOR;
const key = (n: number) => new Uint8Array(32).fill(n);

describe.skipIf(!hasRunner || !hasExecutor || elf === undefined)('the program for the zkVM', () => {
  let folder: string;
  let runner: Runner;
  let executor: Executor;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stateless-image-'));
    runner = await Runner.start();
    executor = new Executor(folder, [counter, token, probe]);
  }, 60_000);
  afterAll(async () => {
    await runner.close();
    rmSync(folder, { recursive: true });
  });

  const [alice, bob] = [new Signer('alice'), new Signer('bob')];
  const held = new Map([
    [keyText(fieldKey(token.hash, 4n)), numberValue(1_000n)],
    [keyText(fieldKey(token.hash, 5n)), numberValue(1n)],
    [keyText(mapKey(token.hash, 6n, alice.id)), numberValue(1_000n)],
  ]);
  for (let n = 0; n < 1000; n += 1) held.set(keyText(mapKey(token.hash, 6n, key(n & 255))), numberValue(1n));

  test.each([
    ['nothing', () => []],
    ['one call of counter', () => [alice.call(counter, key(1))]],
    ['calls of probe', () => [alice.call(probe, input(0, key(1), 5n, 2, key(9), 3, key(7)))]],
    ['one that fails', () => [bob.call(probe, input(0, key(1), u64(6n), 4, key(8)))]],
  ])(
    '%s: the statement of the executor in TypeScript',
    async (name, make) => {
      alice.nonce = 0n;
      bob.nonce = 0n;
      const state = new KeyedBackend().build(held);
      const { execution, statement } = await executor.expected(state, make(), runner);
      const said = executor.inImage(elf as string, executionPieces(execution));
      expect(said).toMatchObject({ statement });
      if ('instructions' in said) console.log(`${name}: ${said.instructions} instructions`);
      const lying = { ...execution, preRoot: key(1) };
      expect(executor.inImage(elf as string, executionPieces(lying))).toHaveProperty('fault');
    },
    120_000,
  );
});
