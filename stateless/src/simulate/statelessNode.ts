import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readInput, writeWhole } from '@zkcwasm/verifier/node';
import type { BlockRecord } from '../chain/blockRecord.js';
import { SimulationError } from '../errors/base.js';
import type { Environment } from '../execute/environment.js';
import { type Executed, executeStateless } from '../execute/executors.js';
import type { ProofBackend } from '../proof/backend.js';
import { equal, keyBytes, keyText } from '../util/bytes.js';

/** Roots that are kept: as far back as reorganisations go. */
const KEPT = 65n;
const MAX_FILE_BYTES = 1 << 16;

/** A consensus node: roots of the last blocks, in memory and in a file, and nothing else of the state. */
export class StatelessNode {
  private constructor(
    readonly file: string,
    readonly backend: ProofBackend,
    readonly environment: Environment,
    readonly roots: Map<bigint, Uint8Array>,
  ) {}

  /** From its file; where there is none, from the root of the beginning, which it trusts. */
  static async open(
    folder: string,
    backend: ProofBackend,
    environment: Environment,
    genesis: Uint8Array,
  ): Promise<StatelessNode> {
    const file = join(folder, 'node.json');
    let roots = new Map([[0n, genesis]]);
    if (existsSync(file)) {
      const text = Buffer.from(await readInput(file, 'roots', MAX_FILE_BYTES)).toString('utf8');
      const saved = Object.entries(JSON.parse(text) as Record<string, string>);
      roots = new Map(saved.map(([number, root]) => [BigInt(number), keyBytes(root)]));
    }
    return new StatelessNode(file, backend, environment, roots);
  }

  /** The last block that it knows the root of. */
  get number(): bigint {
    let last = 0n;
    for (const number of this.roots.keys()) if (number > last) last = number;
    return last;
  }

  /**
   * Executes a block on one that it knows, which leaves those after it.
   *
   * @throws as `executeStateless`; SimulationError where it does not know the block before, or comes to another root
   */
  async execute({ block, diff }: BlockRecord): Promise<Executed> {
    const before = this.roots.get(block.number - 1n);
    if (before === undefined) throw fault(`the node does not know the root before block ${block.number}`);
    const executed = await executeStateless(this.backend, before, diff.witness, block, this.environment);
    if (!equal(executed.postRoot, diff.postRoot))
      throw fault(`the node has another root after block ${block.number}`);
    return executed;
  }

  /** Keeps the root after a block, in memory and on disk. */
  async keep(number: bigint, root: Uint8Array): Promise<void> {
    for (const known of this.roots.keys()) {
      if (known >= number || known < number - KEPT) this.roots.delete(known);
    }
    this.roots.set(number, root);
    const text = JSON.stringify(Object.fromEntries([...this.roots].map(([n, r]) => [`${n}`, keyText(r)])));
    await writeWhole(this.file, Buffer.from(text), { overwrite: true });
  }
}

function fault(why: string): SimulationError {
  return new SimulationError('simulation/invariant', why);
}
