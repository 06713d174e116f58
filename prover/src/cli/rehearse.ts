/** The commands that record what modules do under one compiler, and replay it under another. */
import { EXIT_CANCELLED, EXIT_REFUSED, visible } from '@zkcwasm/verifier/internal';
import { checkOutput, readInput, writeWhole } from '@zkcwasm/verifier/node';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCorpus } from '../corpus/readCorpus.js';
import { defaultCompilerVersion, defaultProfile, defaultTarget } from '../images/imageManifest.js';
import type { Difference } from '../rehearse/differences.js';
import { readGivenCalls } from '../rehearse/givenCalls.js';
import { record } from '../rehearse/record.js';
import { decodeRecording, encodeRecording, MAX_RECORDING_BYTES, type Under } from '../rehearse/recording.js';
import { replay } from '../rehearse/replay.js';
import { IMPORTS, type Imports } from '../run.js';
import { exitWithUsage } from './exitWithUsage.js';
import { lineProgress } from './lineProgress.js';
import { report } from './output.js';

/** The replay did otherwise than the recording. */
export const EXIT_DIFFERENCES = 3;

const EXITS = `
Exit codes: 0 done, and nothing differed; 1 failed; 2 wrong usage; ${EXIT_DIFFERENCES} something differed; ${EXIT_CANCELLED} stopped.`;

interface UnderOptions {
  compilerVersion: string;
  target: string;
  profile: string;
  timeout: number;
  json?: boolean;
}
interface RecordCommandOptions extends UnderOptions {
  output: string;
  imports: Imports;
  memory: bigint;
  rounds: number;
  calls?: string;
}

/** Adds `rehearse record|replay`. */
export function addRehearseCommands(program: Command): void {
  const rehearse = program
    .command('rehearse')
    .description('record what calls of modules return under one compiler, and compare with another compiler')
    .addHelpText('after', EXITS)
    .exitOverride(exitWithUsage);
  underOptions(rehearse.command('record'))
    .description('compile modules, call their exports, and write down what came of each call')
    .argument(
      '<sources...>',
      'folders, modules, and lists (on each line a path, or a name, a tab and a path)',
    )
    .requiredOption('-o, --output <recording>', 'file to write')
    .addOption(new Option('--imports <what>', 'what imported functions do').choices(IMPORTS).default('zero'))
    .addOption(
      new Option('--memory <bytes>', 'most bytes of a linear memory')
        .argParser((text) => BigInt(whole(text)))
        .default(64n << 20n, `${64 << 20}`),
    )
    .option('--rounds <n>', 'instances of each module, each called with other arguments', whole, 6)
    .option(
      '--calls <file>',
      'make these calls (JSON: [{"module", "sequences": [[{"export", "args"}]]}]) in the modules that it names',
    )
    .action((sources: string[], options: RecordCommandOptions) =>
      report(options, () => recordCommand(sources, options), fields),
    );
  underOptions(rehearse.command('replay'))
    .description('make the calls of a recording again, and report every difference')
    .argument('<recording>', 'file that `rehearse record` wrote')
    .argument(
      '<sources...>',
      'folders, lists of paths, and modules in which the modules of the recording are',
    )
    .addHelpText('after', EXITS)
    .action((path: string, sources: string[], options: UnderOptions) =>
      report(options, () => replayCommand(path, sources, options), replayed),
    );
}

function underOptions(command: Command): Command {
  return command
    .option(
      '--compiler-version <version>',
      'exact version of Wasmtime to compile and run with',
      defaultCompilerVersion(),
    )
    .option('--target <triple>', 'target triple, of a target that this machine can run', defaultTarget())
    .option('--profile <name>', 'artifact profile', defaultProfile())
    .option('--timeout <ms>', 'how long a compilation, or the calls of an instance, may take', whole, 10_000)
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage);
}

function whole(text: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('must be a positive number');
  return Number(text);
}

function underOf({ compilerVersion, target, profile }: UnderOptions): Under {
  return { compilerVersion, target, profile };
}

async function recordCommand(
  sources: string[],
  options: RecordCommandOptions,
): Promise<Record<string, unknown>> {
  await checkOutput(options.output);
  const { contracts, unreadable } = await readCorpus(sources);
  const calls = options.calls === undefined ? undefined : await readGivenCalls(options.calls, contracts);
  const recording = await watched(options, (onModule) =>
    record(contracts, {
      under: underOf(options),
      imports: options.imports,
      memoryBytes: options.memory,
      timeoutMs: options.timeout,
      rounds: options.rounds,
      ...(calls === undefined ? {} : { calls }),
      onModule,
    }),
  );
  await writeWhole(options.output, encodeRecording(recording));
  if (unreadable.length > 0) process.exitCode = EXIT_REFUSED;
  const { modules } = recording;
  const played = modules.flatMap((module) => ('sequences' in module ? module.sequences : []));
  return {
    recordedUnder: recording.under,
    modules: modules.length,
    compiled: modules.filter((module) => 'sequences' in module).length,
    calls: played.reduce((sum, one) => sum + ('unfinished' in one ? 0 : one.calls.length), 0),
    unfinished: played.filter((one) => 'unfinished' in one).length,
    unreadable: unreadable.map(({ name, error }) => ({ name, error: error.toJSON() })),
    path: options.output,
  };
}

async function replayCommand(path: string, sources: string[], options: UnderOptions) {
  const recording = decodeRecording(await readInput(path, 'recording', MAX_RECORDING_BYTES));
  const { contracts } = await readCorpus(sources);
  const found = await watched(options, (onModule) =>
    replay(recording, contracts, { under: underOf(options), timeoutMs: options.timeout, onModule }),
  );
  if (found.differences.length > 0) process.exitCode = EXIT_DIFFERENCES;
  return { outcome: found.differences.length === 0 ? 'same' : 'different', ...found };
}

/** Shows progress; a signal ends the process as an exit does, so that nothing of it stays behind. */
async function watched<T>(
  { json }: UnderOptions,
  work: (onModule: (done: number, all: number, module: { name: string }) => void) => Promise<T>,
): Promise<T> {
  const progress = lineProgress(json);
  const onSignal = () => process.exit(EXIT_CANCELLED);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, onSignal);
  try {
    return await work((done, all, { name }) => progress.show(done, all, name));
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    progress.stop();
  }
}

function fields(result: object): string {
  return Object.entries(result)
    .map(
      ([name, value]) =>
        `${name.padEnd(14)} ${visible(typeof value === 'object' ? JSON.stringify(value) : String(value))}\n`,
    )
    .join('');
}

function replayed({
  differences,
  recordedUnder,
  replayedUnder,
  ...rest
}: Awaited<ReturnType<typeof replayCommand>>): string {
  const under = ({ compilerVersion, target, profile }: Under) => `${compilerVersion} ${target} ${profile}`;
  return [
    fields({
      ...rest,
      recorded: under(recordedUnder),
      replayed: under(replayedUnder),
      differences: differences.length,
    }),
    ...differences.map(
      (one) =>
        `\n${visible(one.name)}${visible(where(one))}\n  recorded ${visible(one.recorded)}\n  found    ${visible(one.found)}\n`,
    ),
  ].join('');
}

function where({ kind, sequence, call, export: name, args }: Difference): string {
  const instance = sequence === undefined ? '' : `, instance ${sequence}`;
  const which = call === undefined ? '' : `, call ${call}`;
  const called = name === undefined ? '' : args === undefined ? ` ${name}` : ` ${name}(${args.join(', ')})`;
  return `${instance}${which}: ${kind}${called}`;
}
