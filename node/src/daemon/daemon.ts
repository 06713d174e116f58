/** A daemon on a store: it verifies what it is sent, keeps what holds, and tells what it has. */
import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { policyDigest } from '@zkcwasm/verifier';
import { type Logger, pino } from 'pino';
import { DaemonError, NodeStoreError } from '../errors/base.js';
import { askRunner } from '../runner/runArtifact.js';
import { pathsIn } from '../store/layout.js';
import { type Lock, takeLock } from '../store/lock.js';
import { NodeStore } from '../store/nodeStore.js';
import { Turns } from '../util/turns.js';
import type { DaemonContext } from './context.js';
import { describeSupport } from './describe.js';
import { Events } from './events.js';
import { stoppingError } from './httpErrors.js';
import { Metrics } from './metrics.js';
import { Places } from './places.js';
import { RulesInForce } from './rules.js';
import { buildServer } from './server.js';
import type { DaemonSettings } from './settings.js';
import { readToken } from './token.js';
import { VerifyPool } from './verifyPool.js';

/** How long a stop waits for what it has cut off, ms. */
const CLEARING_MS = 5000;
/** Questions that read the store at once, and most that wait for it. */
const READS_AT_ONCE = 4;
const MOST_READS_WAITING = 256;

/** A daemon that runs. */
export interface Daemon {
  host: string;
  port: number;
  /** Stops: takes nothing new, ends what is under way within `stopSeconds`, and gives the store back. */
  stop(): Promise<void>;
}

/**
 * Starts a daemon.
 *
 * @throws NodeStoreError `store/in-use`, `store/version`, `store/locking`; DaemonError `daemon/options`, `daemon/listen`; StoreError,
 *   PolicyError, ScheduleError
 */
export async function startDaemon(settings: DaemonSettings): Promise<Daemon> {
  const log: Logger = pino({ level: settings.logLevel, redact: ['req.headers.authorization'] });
  const rules = await RulesInForce.make(settings);
  const token = settings.tokenFile === undefined ? undefined : await readToken(settings.tokenFile);
  if (settings.runner !== undefined) {
    const { version } = await askRunner({ program: settings.runner, cpuSeconds: settings.runSeconds });
    log.info({ runner: settings.runner, compilerVersion: version }, 'artifacts run confined');
  }
  const page = settings.page === undefined ? undefined : await readPage(settings.page);
  const { maxStoreBytes } = settings;
  const store = await NodeStore.open(
    settings.store,
    'write',
    maxStoreBytes === undefined ? {} : { maxBytes: maxStoreBytes },
  );
  const lock = await takeLock(pathsIn(settings.store).daemonLock, 0);
  if (lock === undefined) {
    throw new NodeStoreError('store/in-use', `another daemon runs on the store ${settings.store}`, {
      hint: 'Stop it, or give this one a store of its own. Commands may use a store beside a daemon.',
    });
  }
  try {
    return await onStore(settings, { log, rules, token, page, store, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Parts {
  log: Logger;
  rules: RulesInForce;
  token: DaemonContext['token'];
  page: Buffer | undefined;
  store: NodeStore;
  lock: Lock;
}

async function onStore(settings: DaemonSettings, parts: Parts): Promise<Daemon> {
  const { log, rules, token, page, store, lock } = parts;
  const { policy, schedule, session, has, any, workers, queue, verifySeconds, workerFile } = settings;
  const pool = new VerifyPool({
    workers,
    queue,
    seconds: verifySeconds,
    rules: {
      ...(policy === undefined ? {} : { policy }),
      ...(schedule === undefined ? {} : { schedule }),
      ...(session === undefined ? {} : { session }),
      ...(has === undefined ? {} : { has }),
      ...(any === undefined ? {} : { any }),
    },
    ...(workerFile === undefined ? {} : { workerFile }),
  });
  const events = new Events();
  let stopping = false;
  const stopped = new AbortController();
  // Whoever waits listens to it.
  setMaxListeners(0, stopped.signal);
  const context: DaemonContext = {
    settings,
    store,
    rules,
    pool,
    events,
    metrics: new Metrics(pool, store, events),
    token,
    page,
    runs: new Places(workers, 'calls'),
    reads: new Turns(READS_AT_ONCE, MOST_READS_WAITING),
    isStopping: () => stopping,
    stopped: stopped.signal,
  };
  try {
    const app = await buildServer(context, log);
    await app.listen({ host: settings.host, port: settings.port }).catch((cause: unknown) => {
      throw new DaemonError(
        'daemon/listen',
        `cannot listen at ${settings.host}:${settings.port}: ${(cause as Error).message}`,
        { hint: 'Is another program there? --listen names another address or port.', cause },
      );
    });
    const { address, port } = app.server.address() as AddressInfo;
    sayWhatIsHeld(log, rules, token);
    if (!isLoopback(address)) {
      log.warn(
        { host: address },
        'others can reach it, and its HTTP is not encrypted: put a proxy with TLS before it',
      );
    }
    log.info(
      { host: address, port, store: settings.store, policyDigest: policyDigest(rules.policy) },
      'listening',
    );
    let ended: Promise<void> | undefined;
    const stop = async () => {
      stopping = true;
      log.info({ places: pool.places.taken }, 'stopping');
      events.close();
      const deadline = setTimeout(() => {
        stopped.abort(stoppingError());
        app.server.closeAllConnections();
        void pool.destroy();
      }, settings.stopSeconds * 1000);
      await app.close();
      clearTimeout(deadline);
      stopped.abort();
      await pool.destroy();
      // What was cut off clears away what it had written; where it cannot, the next collection does.
      await Promise.race([
        Promise.all([pool.places.empty(), context.runs.empty()]),
        sleep(CLEARING_MS, undefined, { ref: false }),
      ]);
      await lock.release();
      log.info('stopped');
    };
    return { host: address, port, stop: () => (ended ??= stop()) };
  } catch (error) {
    events.close();
    await pool.destroy();
    throw error;
  }
}

/** Before anybody asks: what it lacks for this session and those to come. */
function sayWhatIsHeld(log: Parts['log'], rules: RulesInForce, token: Parts['token']): void {
  if (token === undefined) log.warn('no token: nothing can be submitted');
  for (const support of rules.supportAhead()) {
    const said = describeSupport(support);
    if (support.answer === 'abstains') log.warn(said, `abstains from session ${support.session} on`);
    else log.info(said, `${support.answer} from session ${support.session} on`);
  }
}

function isLoopback(address: string): boolean {
  return /^(127\.|::1$|::ffff:127\.)/.test(address);
}

async function readPage(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DaemonError('daemon/options', `the page ${file} cannot be read: ${(cause as Error).message}`, {
      hint: 'npm run build makes it.',
      cause,
    });
  }
}
