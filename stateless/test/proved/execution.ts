/** Blocks for the executor in Rust: made by the one in TypeScript, with artifacts for the interpreter. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Contract } from '../../../testkit/statelessContracts.js';
import { blockId } from '../../src/chain/block.js';
import { signTransaction, type Transaction } from '../../src/chain/transaction.js';
import { UnprovedCode } from '../../src/code/codeSource.js';
import { type Description, environmentId, parseDescription } from '../../src/deploy/description.js';
import { type ExecutedFully, executeStateful } from '../../src/execute/executors.js';
import { hostImportList } from '../../src/host/api.js';
import type { Machine } from '../../src/host/machine.js';
import type { FullState } from '../../src/proof/backend.js';
import { acceptedList, type Execution, executionPieces } from '../../src/proved/pieces.js';
import { encodeStatement } from '../../src/proved/statement.js';
import { locateRunner } from '../../src/runner/locate.js';
import { keyText } from '../../src/util/bytes.js';
import { sha256 } from '../../src/util/sha256.js';

const HOST = fileURLToPath(new URL('../../bin/zkcwasm-executor-host', import.meta.url));
/** Whether the executor is built (stateless/executor-image/build.sh --host). */
export const hasExecutor = existsSync(HOST);

export const DESCRIPTION: Description = parseDescription({
  version: 1,
  chain: 'proved',
  policy: '11'.repeat(32),
  imports: keyText(hostImportList().digest),
  maxTransactionFuel: '100000000',
  maxBlockFuel: '1000000000',
});
const ID = environmentId(DESCRIPTION);

/** Someone who signs for that environment. */
export class Signer {
  readonly secret: Uint8Array;
  readonly id: Uint8Array;
  nonce = 0n;
  constructor(name: string) {
    this.secret = sha256(Buffer.from(`account ${name}`));
    this.id = ed25519.getPublicKey(this.secret);
  }
  call({ hash: to }: { hash: Uint8Array }, input: Uint8Array, fuel = 5_000_000n): Transaction {
    const nonce = this.nonce;
    this.nonce += 1n;
    return signTransaction({ nonce, to, fuel, input }, this.secret, ID);
  }
}

/** What the executor says of pieces of input: a statement in hex, or why there is none. */
export type Said = { statement: string; instructions?: bigint } | { fault: string };

/** A folder with artifacts of contracts for the interpreter, and the executor over them. */
export class Executor {
  readonly artifacts: Uint8Array[] = [];
  readonly accepted: string;

  constructor(
    readonly folder: string,
    readonly contracts: readonly Contract[],
  ) {
    const pairs = contracts.map(({ wasm }, i) => {
      const [from, to] = [join(folder, `${i}.wasm`), join(folder, `${i}.pulley`)];
      writeFileSync(from, wasm);
      execFileSync(locateRunner(), ['compile-interpreted', from, to]);
      const artifact = readFileSync(to);
      this.artifacts.push(artifact);
      return { wasm, artifact };
    });
    this.accepted = join(folder, 'accepted.txt');
    writeFileSync(this.accepted, acceptedList(pairs));
  }

  /** The same block by the executor in TypeScript. */
  async expected(
    state: FullState,
    transactions: Transaction[],
    machine: Machine,
    number = 1n,
  ): Promise<{ executed: ExecutedFully; execution: Execution; statement: string }> {
    const code = new UnprovedCode();
    for (const { hash, wasm } of this.contracts) code.add(hash, { kind: 'wasm', bytes: wasm });
    const { maxTransactionFuel, maxBlockFuel } = DESCRIPTION;
    const environment = { id: ID, maxTransactionFuel, maxBlockFuel, code, machine };
    const block = { number, transactions };
    const executed = await executeStateful(state, block, environment);
    const { witness, postRoot, receiptsDigest: receipts } = executed;
    const preRoot = state.root();
    const execution = { description: DESCRIPTION, preRoot, block, witness, artifacts: this.artifacts };
    const bytes = encodeStatement({ environment: ID, preRoot, block: blockId(block), postRoot, receipts });
    return { executed, execution, statement: Buffer.from(bytes).toString('hex') };
  }

  natively(pieces: readonly Uint8Array[]): Said {
    return this.#ask(['execute', this.accepted], pieces);
  }

  /** The program for the zkVM, in an interpreter of its machine. */
  inImage(elf: string, pieces: readonly Uint8Array[]): Said {
    return this.#ask(['image', elf], pieces);
  }

  #ask(words: string[], pieces: readonly Uint8Array[]): Said {
    const files = pieces.map((piece, i) => {
      const file = join(this.folder, `piece-${i}`);
      writeFileSync(file, piece);
      return file;
    });
    const { status, stdout, stderr } = spawnSync(HOST, [...words, ...files], { encoding: 'utf8' });
    if (status !== 0) return { fault: stderr.trim() };
    const [statement = '', cost] = stdout.trim().split('\n');
    if (cost === undefined) return { statement };
    return { statement, instructions: BigInt(cost.split(' ')[0] ?? '') };
  }
}

export { executionPieces };
