import type { Command } from 'commander';
import { DEFAULTS, makeSettings, type Settings } from '../simulate/settings.js';
import { Simulation } from '../simulate/simulation.js';
import type { Tally } from '../simulate/tally.js';
import { keyText } from '../util/bytes.js';
import { numberOption } from './numberOption.js';
import { orFail, printJson } from './orFail.js';

interface Options {
  folder: string;
  blocks?: string;
  hours?: string;
  [setting: string]: string | undefined;
}

const NUMBERS = {
  accounts: 'accounts that send and hold tokens',
  transactions: 'most transactions of a block',
  reorganisations: 'share of blocks that leave some before them',
  deepest: 'most blocks that are left at once',
  crashes: 'share of blocks at which something crashes',
  damageEvery: 'each so many blocks, nodes of a witness are left out',
} as const satisfies Partial<Record<keyof Settings, string>>;

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds `simulate`. Exit codes: 0 all invariants held, 1 one did not, or something cannot be read; 2 wrong usage. */
export function addSimulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .description('let a chain live through reorganisations and crashes, and check invariants at every block')
    .requiredOption('--folder <folder>', 'folder of the simulated chain; a chain that is there goes on')
    .option('--blocks <number>', 'stop when the chain has this many blocks')
    .option('--hours <number>', 'stop after this many hours; Ctrl-C stops after the present block')
    .option('--seed <text>', `seed of all random choices (default: ${DEFAULTS.seed})`);
  for (const [name, text] of Object.entries(NUMBERS)) {
    command.option(`--${dashed(name)} <number>`, `${text} (default: ${DEFAULTS[name as keyof Settings]})`);
  }
  command.action((options: Options) =>
    orFail(async () => {
      const settings: Record<string, unknown> = options.seed === undefined ? {} : { seed: options.seed };
      for (const name of Object.keys(NUMBERS)) {
        const text = options[name];
        if (text !== undefined) settings[name] = numberOption(text, `--${dashed(name)}`);
      }
      const blocks = numberOption(
        options.blocks ?? (options.hours === undefined ? '100' : 'Infinity'),
        '--blocks',
      );
      const until = Date.now() + 3_600_000 * numberOption(options.hours ?? 'Infinity', '--hours');
      await live(options.folder, makeSettings(settings), blocks, until);
    }),
  );
}

async function live(folder: string, settings: Settings, blocks: number, until: number): Promise<void> {
  const simulation = await Simulation.open(folder, settings);
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once('SIGINT', stop);
  try {
    let told = Date.now();
    while (!stopped && simulation.step < blocks && Date.now() < until) {
      await simulation.advance();
      if (Date.now() - told < 60_000) continue;
      told = Date.now();
      process.stderr.write(`step ${simulation.step}: ${brief(simulation.tally)}\n`);
    }
    const { number, root } = simulation.head;
    printJson({ settings, step: simulation.step, block: number, root: keyText(root), ...simulation.tally });
  } finally {
    process.removeListener('SIGINT', stop);
    await simulation.close();
  }
}

function brief({ transactions, reorganisations, crashes }: Tally): string {
  const crashed = Object.values(crashes).reduce((a, b) => a + b, 0);
  return `${transactions} transactions, ${reorganisations} reorganisations, ${crashed} crashes`;
}
