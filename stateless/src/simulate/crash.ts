/** Ends parts of the chain in the middle of a block, and starts them again. */
import type { Transaction } from '../chain/transaction.js';
import { RunnerError } from '../errors/base.js';
import type { ExecutedFully } from '../execute/executors.js';
import { executeStateful } from '../execute/executors.js';
import { Ledger } from '../provider/ledger.js';
import type { SupervisedRunner } from '../runner/supervisedRunner.js';
import { checkSame, hold } from './invariants.js';
import type { Random } from './random.js';
import type { Scene } from './scene.js';

/** What can crash: the process that executes, who holds the state, who holds none, who holds proofs. */
export const CRASHES = ['runner', 'ledger', 'node', 'watcher'] as const;
export type Crash = (typeof CRASHES)[number];

/** The block that is to be appended. */
export interface Appending {
  on: bigint;
  transactions: Transaction[];
  records: Record<string, Uint8Array>;
}

interface Parts {
  readonly folder: string;
  readonly scene: Scene;
  readonly machine: SupervisedRunner;
}

/** Most times that a block is begun. */
const ATTEMPTS = 20;

export async function appendWithCrashes(
  parts: Parts,
  ledger: Ledger,
  appending: Appending,
  crash: Crash | undefined,
  random: Random,
): Promise<{ executed: ExecutedFully; ledger: Ledger }> {
  const { on, transactions, records } = appending;
  if (crash === 'runner') return { ...(await killRunner(parts, ledger, appending, random)), ledger };
  if (crash === 'ledger') {
    const { number, root } = ledger.head;
    // It has executed the block, and not kept it.
    const lost = await executeStateful(
      ledger.stateAt(on),
      { number: on + 1n, transactions },
      ledger.environment,
    );
    await ledger.close();
    const again = await Ledger.open(
      parts.folder,
      parts.scene.environment(parts.machine),
      parts.scene.genesis(),
    );
    hold(again.head.number === number, 'a block that was not kept is there after a restart');
    checkSame(again.head.root, root, 'the root of the head, before and after a restart');
    const { executed } = await again.append(transactions, { on, records });
    checkSame(executed.postRoot, lost.postRoot, 'a block executed before and after a restart');
    return { executed, ledger: again };
  }
  return { executed: (await ledger.append(transactions, { on, records })).executed, ledger };
}

/** Kills the runner while it executes the block, and lets the ledger try again. */
async function killRunner(
  { machine }: Parts,
  ledger: Ledger,
  { on, transactions, records }: Appending,
  random: Random,
): Promise<{ executed: ExecutedFully }> {
  const pid = await machine.pid();
  const timer = setTimeout(() => {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }, random(30));
  const { number } = ledger.head;
  try {
    const appended = await throughRunnersEnds(
      () => ledger.append(transactions, { on, records }),
      () => hold(ledger.head.number === number, 'a block that failed is there'),
    );
    return { executed: appended.executed };
  } finally {
    clearTimeout(timer);
  }
}

/** Executes something anew when the runner has ended meanwhile, as its error says. */
export async function throughRunnersEnds<T>(
  execute: () => Promise<T>,
  failed: () => void = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await execute();
    } catch (error) {
      if (!(error instanceof RunnerError) || attempt === ATTEMPTS) throw error;
      failed();
    }
  }
}
