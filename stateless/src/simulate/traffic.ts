/** Transactions of a block, many of which fail, each in its own way. */
import type { Transaction } from '../chain/transaction.js';
import { input, u64 } from '../contract/words.js';
import { nonceKey, valueNumber } from '../execute/cell.js';
import type { FullState } from '../proof/backend.js';
import type { TestAccount } from '../testing/account.js';
import { sha256 } from '../util/sha256.js';
import type { Random } from './random.js';
import type { Scene } from './scene.js';

interface Call {
  to: { hash: Uint8Array };
  input: Uint8Array;
  fuel?: bigint;
}

export function traffic(
  scene: Scene,
  state: FullState,
  count: number,
  environment: Uint8Array,
  random: Random,
): Transaction[] {
  const nonces = new Map<TestAccount, bigint>();
  return Array.from({ length: count }, () => {
    const from = pick(scene.accounts, random);
    const nonce = nonces.get(from) ?? valueNumber(state.get(nonceKey(from.id)));
    nonces.set(from, nonce + 1n);
    const { to, input, fuel = 2_000_000n } = callOf(scene, from, random);
    return from.sign({ nonce, to: to.hash, fuel, input }, environment);
  });
}

function callOf(scene: Scene, from: TestAccount, random: Random): Call {
  const { tokens, pool, multisig, probe } = scene;
  const other = pick(scene.accounts, random);
  const token = pick(tokens, random);
  // Now and then more than anyone has, and all of what one began with.
  const amount = random(10) === 0 ? 1_000_000n : BigInt(random(random(4) === 0 ? 10_000_000 : 50_000));
  switch (random(9)) {
    case 0:
      return { to: pool, input: input(1, amount, amount, 0n) };
    case 1:
      return { to: pool, input: input(2, amount / 4n, 0n, 0n) };
    case 2:
    case 3:
      return { to: pool, input: input(3, random(2), amount, 1n) };
    case 4:
      return { to: multisig, input: walletCall(scene, from, other, amount, random) };
    case 5:
      return { to: probe, input: steps(scene, random, 0), fuel: BigInt(300_000 + random(2_000_000)) };
    case 6:
      return { to: token, input: input(4, other.id, from.id, amount) };
    default:
      return { to: token, input: input(2, other.id, amount) };
  }
}

function walletCall(
  scene: Scene,
  from: TestAccount,
  other: TestAccount,
  amount: bigint,
  random: Random,
): Uint8Array {
  if (random(4) === 0) return input(0, 1, from.id, other.id);
  return input(1, scene.tokens[0].hash, u64(500_000n), input(2, other.id, amount));
}

/** Steps of the probe: sets, removes, reads, calls itself, goes wrong. */
function steps(scene: Scene, random: Random, depth: number): Uint8Array {
  const key = sha256(Buffer.from(`slot ${random(12)}`));
  const made = Array.from({ length: 1 + random(3) }, () => {
    const step = random(depth > 2 ? 8 : 10);
    if (step < 3) return input(1, key);
    if (step === 3) return input(0, key, random(2) === 0 ? 0n : BigInt(random(1000)));
    if (step === 4) return input(11, key);
    if (step === 5) return input(4, key);
    if (step === 6) return input(5);
    if (step === 7) return input(13);
    const inner = steps(scene, random, depth + 1);
    const fuel = BigInt(100_000 + random(400_000));
    return input(8, scene.probe.hash, u64(fuel), u64(BigInt(inner.length)), inner);
  });
  return Buffer.concat(made);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T;
}
