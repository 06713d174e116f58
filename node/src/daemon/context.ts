import type { NodeStore } from '../store/nodeStore.js';
import type { Turns } from '../util/turns.js';
import type { Events } from './events.js';
import type { Metrics } from './metrics.js';
import type { Places } from './places.js';
import type { RulesInForce } from './rules.js';
import type { DaemonSettings } from './settings.js';
import type { Token } from './token.js';
import type { VerifyPool } from './verifyPool.js';

/** What the routes work with. */
export interface DaemonContext {
  settings: DaemonSettings;
  store: NodeStore;
  rules: RulesInForce;
  pool: VerifyPool;
  /** For artifacts that run: each may take a whole processor and much memory. */
  runs: Places;
  /** For questions that read the store. */
  reads: Turns;
  events: Events;
  metrics: Metrics;
  token: Token | undefined;
  /** The page's HTML. */
  page: Buffer | undefined;
  isStopping(): boolean;
  /** Aborted when a stop waits no longer. */
  stopped: AbortSignal;
}
