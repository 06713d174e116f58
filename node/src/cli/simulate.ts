import { orFail } from '@zkcwasm/verifier/commands';
import { checkOutput, readInput, writeWhole } from '@zkcwasm/verifier/node';
import type { Command } from 'commander';
import { NodeError } from '../errors/base.js';
import { alternativesTables, caseTables, plainTable, summaryTable } from '../simulate/report/tables.js';
import { MODES, makeSettings, PROVERS, SCENARIOS, type Settings } from '../simulate/settings.js';
import { type Simulation, simulate } from '../simulate/simulate.js';

const FORMATS = ['table', 'json', 'html'] as const;
/** What means that the command was called wrongly. */
const WRONG_SETTINGS = ['simulation/settings'];
const MAX_SETTINGS_BYTES = 64 * 1024;

interface Options {
  format: string;
  output?: string;
  settings?: string;
  details?: boolean;
  [setting: string]: unknown;
}

/** Options that are settings: number, or a list of names with commas. */
const NUMBERS = {
  validators: 'validators in the active set',
  seed: 'seed of all random choices',
  sessionBlocks: 'blocks in a session',
  votingTtl: 'session boundaries after which a vote is refused',
  aarch64Share: 'share of validators on aarch64',
  oldVersionShare: 'share of validators with the previous compiler version',
  offlineShare: 'share of validators that are offline',
  speedSpread: 'spread of the speed of validators: standard deviation over mean',
  maxCycles: 'most cycles that a receipt may attest',
  memoryLimitGiB: 'memory that a compilation may take, GiB',
  waitSeconds: 'how long validators wait for receipts',
  watchers: 'number of watchers, in the model of fault proofs',
  watcherReliability: 'chance that a watcher is there and honest',
} as const satisfies Partial<Record<keyof Settings, string>>;
const LISTS = { scenarios: SCENARIOS, modes: MODES } as const;

/** Adds `simulate`. Exit codes: 0 done, 1 files cannot be read or written, 2 wrong usage. */
export function addSimulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'simulate votes of hundreds of validators on new code, with native compilations and with receipts',
    )
    .option('--format <format>', `form of the report: ${FORMATS.join(', ')}`, 'table')
    .option('-o, --output <file>', 'file to write instead of standard output')
    .option('--settings <file>', 'file of settings (JSON); options on the command line win')
    .option('--details', 'with --format table: print every case');
  for (const [name, text] of Object.entries(NUMBERS)) command.option(`--${dashed(name)} <number>`, text);
  for (const [name, names] of Object.entries(LISTS))
    command.option(`--${name} <list>`, `${name}, separated by commas; default: ${names.join(',')}`);
  command.option('--prover <prover>', `prover whose times and prices are used: ${PROVERS.join(', ')}`);
  command.action((options: Options) =>
    orFail(async () => {
      const { format, output, details } = options;
      if (!FORMATS.some((one) => one === format)) {
        throw new NodeError('usage/invalid', `there is no format ${JSON.stringify(format)}`, {
          hint: `It takes ${FORMATS.join(', ')}.`,
        });
      }
      const settings = makeSettings({ ...(await fileSettings(options.settings)), ...givenSettings(options) });
      if (output !== undefined) await checkOutput(output);
      const text = await render(simulate(settings), format, details === true);
      if (output === undefined) process.stdout.write(text);
      else await writeWhole(output, new TextEncoder().encode(text));
    }, WRONG_SETTINGS),
  );
}

async function render(simulation: Simulation, format: string, details: boolean): Promise<string> {
  if (format === 'json') return `${JSON.stringify(simulation, undefined, 2)}\n`;
  // Plots want a document; who asks for a table need not load one.
  if (format === 'html') return (await import('../simulate/report/page.js')).page(simulation);
  const tables = [
    summaryTable(simulation),
    ...(details ? caseTables(simulation) : []),
    ...alternativesTables(simulation),
  ];
  return tables.map(plainTable).join('\n');
}

async function fileSettings(path: string | undefined): Promise<object> {
  if (path === undefined) return {};
  const bytes = await readInput(path, 'settings', MAX_SETTINGS_BYTES);
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // It is told below, as anything else that is no object.
  }
  throw new NodeError('usage/invalid', `the settings ${path} are not a JSON object`, {
    hint: 'Names and values as the options have them: { "validators": 300 }.',
  });
}

function givenSettings(options: Options): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(NUMBERS)) {
    const text = options[name];
    if (typeof text === 'string') given[name] = numberOf(text, `--${dashed(name)}`);
  }
  for (const name of Object.keys(LISTS)) {
    const text = options[name];
    if (typeof text === 'string') given[name] = text.split(',');
  }
  if (options.prover !== undefined) given.prover = options.prover;
  return given;
}

function numberOf(text: string, option: string): number {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  throw new NodeError(
    'usage/invalid',
    `${option} takes a number, and not ${JSON.stringify(text.slice(0, 40))}`,
    { hint: 'zkcwasm-node simulate --help lists the options.' },
  );
}

function dashed(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
