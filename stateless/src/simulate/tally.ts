import type { Crash } from './crash.js';

/** What has happened so far, of this run. */
export interface Tally {
  blocks: number;
  transactions: number;
  statuses: Record<string, number>;
  reorganisations: number;
  blocksLeft: number;
  crashes: Record<Crash, number>;
  witnessBytes: number;
  nodesLeftOut: number;
}

export function newTally(): Tally {
  return {
    blocks: 0,
    transactions: 0,
    statuses: {},
    reorganisations: 0,
    blocksLeft: 0,
    crashes: { runner: 0, ledger: 0, node: 0, watcher: 0 },
    witnessBytes: 0,
    nodesLeftOut: 0,
  };
}
