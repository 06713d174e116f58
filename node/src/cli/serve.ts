import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { InputError } from '@zkcwasm/verifier';
import { anyOption, orFail, sessionOption } from '@zkcwasm/verifier/commands';
import { MAX_SCHEDULE_JSON_BYTES } from '@zkcwasm/verifier/environments';
import { type BoundsNeed, readInput } from '@zkcwasm/verifier/node';
import { type Command, Option } from 'commander';
import { type Daemon, startDaemon } from '../daemon/daemon.js';
import { type DaemonSettings, DEFAULTS } from '../daemon/settings.js';
import { numberOption } from './numberOption.js';

const MAX_POLICY_BYTES = 1 << 20;
const MAX_HAS_BYTES = 1 << 20;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** In the clone, and in the package. */
const PAGES = ['../../../page/dist/index.html', '../../page/index.html'];

interface Options {
  store: string;
  policy?: string;
  schedule?: string;
  session?: bigint;
  has?: string;
  any?: BoundsNeed[];
  listen: string;
  tokenFile?: string;
  runner?: string;
  runSeconds: number;
  page: string | boolean;
  workers: number;
  queue: number;
  maxArtifactBytes: number;
  maxStoreBytes?: number;
  requestSeconds: number;
  verifySeconds: number;
  requestsPerMinute: number;
  stopSeconds: number;
  logLevel: (typeof LEVELS)[number];
}

/** Adds `serve`. Exit codes: 0 stopped by a signal, 1 it cannot start, 2 wrong usage. */
export function addServeCommand(program: Command): void {
  const listen = `${DEFAULTS.host}:${DEFAULTS.port}`;
  const number = (flags: string, text: string, least: number, most: number, value: number) =>
    numberOption(flags, text, least, most).default(value);
  program
    .command('serve')
    .description(
      'run a daemon that verifies receipts sent over HTTP and answers what was accepted; it logs to standard output',
    )
    .requiredOption('--store <dir>', 'store folder; it is made if it does not exist')
    .option(
      '--policy <file>',
      'policy (JSON); default: the upstream images that this version knows, no limits',
    )
    .option(
      '--schedule <file>',
      'schedule; each receipt must be one that an environment takes in the session',
    )
    .addOption(sessionOption('--session <n>', 'the present session; POST /v1/session goes to later ones'))
    .option(
      '--has <file>',
      'description (JSON) of what this node can run; the daemon says for which sessions it abstains',
    )
    .addOption(anyOption())
    .option('--listen <host:port>', 'address and port to listen on; port 0 takes any free port', listen)
    .option(
      '--token-file <file>',
      'file with the token that requests for changes need; without it, nothing can be submitted',
    )
    .option(
      '--runner <program>',
      'runner with which artifacts are run, under bubblewrap; default: no artifact is run',
    )
    .addOption(
      number('--run-seconds <n>', 'most processor time of a call, seconds', 1, 3600, DEFAULTS.runSeconds),
    )
    .option('--page <file>', 'file of the page that is served at /')
    .option('--no-page', 'serve no page')
    .addOption(number('--workers <n>', 'number of threads that verify', 1, 64, DEFAULTS.workers))
    .addOption(
      number('--queue <n>', 'number of receipts that may wait for a thread', 0, 10_000, DEFAULTS.queue),
    )
    .addOption(
      number(
        '--max-artifact-bytes <n>',
        'size of the largest artifact that is taken',
        1,
        512 << 20,
        DEFAULTS.maxArtifactBytes,
      ),
    )
    .addOption(
      numberOption(
        '--max-store-bytes <n>',
        'most bytes that all entries may take together',
        0,
        Number.MAX_SAFE_INTEGER,
      ),
    )
    .addOption(
      number(
        '--request-seconds <n>',
        'how long a request may take to arrive',
        1,
        3600,
        DEFAULTS.requestSeconds,
      ),
    )
    .addOption(
      number('--verify-seconds <n>', 'how long a verification may take', 1, 3600, DEFAULTS.verifySeconds),
    )
    .addOption(
      number(
        '--requests-per-minute <n>',
        'requests of one address',
        1,
        100_000_000,
        DEFAULTS.requestsPerMinute,
      ),
    )
    .addOption(
      number(
        '--stop-seconds <n>',
        'how long the daemon waits for open requests when it is stopped',
        0,
        3600,
        DEFAULTS.stopSeconds,
      ),
    )
    .addOption(
      new Option('--log-level <level>', 'least severe level that is logged')
        .choices(LEVELS)
        .default(DEFAULTS.logLevel),
    )
    .action((options: Options) => orFail(() => serve(options)));
}

async function serve(options: Options): Promise<void> {
  const settings = await settingsOf(options);
  let daemon: Daemon | undefined;
  let wanted = false;
  const onSignal = () => {
    wanted = true;
    void daemon?.stop().then(leave);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  daemon = await startDaemon(settings);
  if (wanted) await daemon.stop().then(leave);
}

/** What is still under way was not acknowledged, and the store bears being left so: nothing is waited for any more. */
function leave(): never {
  process.exit();
}

/** @throws InputError */
async function settingsOf(options: Options): Promise<DaemonSettings> {
  const read = async (file: string | undefined, what: string, limit: number) =>
    file === undefined ? undefined : readInput(file, what, limit);
  const { store, session, any, tokenFile, maxStoreBytes, workers, queue, maxArtifactBytes } = options;
  const { requestSeconds, verifySeconds, requestsPerMinute, stopSeconds, runSeconds, logLevel } = options;
  const given = {
    policy: await read(options.policy, 'policy', MAX_POLICY_BYTES),
    schedule: await read(options.schedule, 'schedule', MAX_SCHEDULE_JSON_BYTES),
    has: await read(options.has, 'description of what the node has', MAX_HAS_BYTES),
    page: pageOf(options.page),
    session,
    any,
    tokenFile,
    maxStoreBytes,
    runner: options.runner,
  };
  if (options.runner !== undefined && !existsSync(options.runner)) {
    throw new InputError('input/unreadable', `cannot read runner ${options.runner}: there is no such file`, {
      hint: 'Build it with npm run build:runner, or leave --runner out: then no artifact is run.',
    });
  }
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...(present as Partial<DaemonSettings>),
    ...{
      store,
      workers,
      queue,
      maxArtifactBytes,
      requestSeconds,
      verifySeconds,
      requestsPerMinute,
      stopSeconds,
      runSeconds,
      logLevel,
    },
    ...addressOf(options.listen),
  };
}

function pageOf(page: string | boolean | undefined): string | undefined {
  if (typeof page === 'string') return page;
  if (page === false) return undefined;
  return PAGES.map((file) => fileURLToPath(new URL(file, import.meta.url))).find((file) => existsSync(file));
}

function addressOf(text: string): { host: string; port: number } {
  const [, host = '', digits = ''] = /^(?:\[(?=.*\]))?([0-9A-Za-z.:-]+?)\]?:([0-9]{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535 || (isIP(host) === 0 && host !== 'localhost')) {
    throw new InputError(
      'usage/invalid',
      `--listen takes an IP address and a port, and not ${JSON.stringify(text.slice(0, 60))}`,
      { hint: 'As 127.0.0.1:7848, or [::1]:7848.' },
    );
  }
  return { host, port };
}
