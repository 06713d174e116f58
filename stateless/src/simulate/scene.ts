/** What the simulated chain begins with: accounts, contracts, balances. */
import { readFileSync } from 'node:fs';
import { UnprovedCode } from '../code/codeSource.js';
import { fieldKey, mapKey } from '../contract/words.js';
import { numberValue, valueNumber } from '../execute/cell.js';
import type { Environment } from '../execute/environment.js';
import type { Machine } from '../host/machine.js';
import type { Changes, FullState } from '../proof/backend.js';
import { TestAccount } from '../testing/account.js';
import { keyText } from '../util/bytes.js';
import { sha256 } from '../util/sha256.js';

/** Where the token and the pool keep things; the order of the fields in their sources. */
const TOKEN = { supply: 4n, begun: 5n, balances: 6n, allowances: 7n };
const POOL = { token0: 8n, token1: 9n, reserve0: 10n, reserve1: 11n };
const EACH = 1_000_000n;
const ALLOWED = 10n ** 30n;

interface Contract {
  wasm: Uint8Array;
  hash: Uint8Array;
}

function load(name: string, suffix: Uint8Array = new Uint8Array()): Contract {
  const file = readFileSync(new URL(`../../contracts/wasm/${name}.wasm`, import.meta.url));
  const wasm = Buffer.concat([file, suffix]);
  return { wasm, hash: sha256(wasm) };
}

export class Scene {
  readonly tokens = [load('token'), load('token', Uint8Array.of(0, 3, 1, 0x76, 1))] as const;
  readonly pool = load('pool');
  readonly multisig = load('multisig');
  readonly probe = load('probe');
  readonly accounts: TestAccount[];

  constructor(accounts: number) {
    this.accounts = Array.from({ length: accounts }, (_, i) => new TestAccount(`simulated ${i}`));
  }

  environment(machine: Machine): Environment {
    const code = new UnprovedCode();
    for (const { hash, wasm } of [...this.tokens, this.pool, this.multisig, this.probe]) {
      code.add(hash, { kind: 'wasm', bytes: wasm });
    }
    const id = sha256(Buffer.from('environment of simulations'));
    return { id, maxTransactionFuel: 100_000_000n, maxBlockFuel: 10n ** 12n, code, machine };
  }

  /** Both tokens have begun, everyone has as much, and lets the pool take of it. */
  genesis(): Changes {
    const entries = new Map<string, Uint8Array>();
    const set = (key: Uint8Array, value: bigint) => entries.set(keyText(key), numberValue(value));
    for (const { hash } of this.tokens) {
      set(fieldKey(hash, TOKEN.supply), this.supply);
      set(fieldKey(hash, TOKEN.begun), 1n);
      for (const { id } of this.accounts) {
        set(mapKey(hash, TOKEN.balances, id), EACH);
        set(mapKey(hash, TOKEN.allowances, id, this.pool.hash), ALLOWED);
      }
    }
    const { hash } = this.pool;
    entries.set(keyText(fieldKey(hash, POOL.token0)), this.tokens[0].hash);
    entries.set(keyText(fieldKey(hash, POOL.token1)), this.tokens[1].hash);
    return entries;
  }

  get supply(): bigint {
    return EACH * BigInt(this.accounts.length);
  }

  balance(state: FullState, token: number, owner: Uint8Array): bigint {
    const { hash } = this.tokens[token] as Contract;
    return valueNumber(state.get(mapKey(hash, TOKEN.balances, owner)));
  }

  balanceKey(token: number, owner: Uint8Array): Uint8Array {
    return mapKey((this.tokens[token] as Contract).hash, TOKEN.balances, owner);
  }

  stated(state: FullState, token: number): bigint {
    return valueNumber(state.get(fieldKey((this.tokens[token] as Contract).hash, TOKEN.supply)));
  }

  reserve(state: FullState, side: number): bigint {
    return valueNumber(state.get(fieldKey(this.pool.hash, side === 0 ? POOL.reserve0 : POOL.reserve1)));
  }
}
