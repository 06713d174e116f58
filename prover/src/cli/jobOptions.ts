/** The options of commands that are about one compilation, and the job that they make. */
import { type ImportList, type ImportPattern, ImportsError, makeImportList } from '@zkcwasm/verifier';
import { parseImportPattern } from '@zkcwasm/verifier/internal';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ProverError } from '../errors/base.js';
import {
  defaultCompilerVersion,
  defaultProfile,
  defaultTarget,
  profileNames,
} from '../images/imageManifest.js';
import { openImage, type ProfileName } from '../images/openImage.js';
import { loadModule } from '../input/loadModule.js';
import { readImportList } from '../input/readImportList.js';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  instructionsWithin,
  type Limits,
  limitsJson,
  NO_CONTEXT,
} from '../limits.js';
import type { Job } from '../runImage.js';
import { exitWithUsage } from './exitWithUsage.js';
import { collectLimit, type LimitChanges } from './limitOption.js';

/** Options of every command that compiles. */
export interface JobOptions {
  compilerVersion: string;
  target: string;
  profile: ProfileName;
  image?: string;
  context: string;
  maxCycles: bigint;
  maxMemory?: bigint;
  verbose?: boolean;
  json?: boolean;
}

/** Which imports are allowed. */
export interface ImportOptions {
  allowImport?: ImportPattern[];
  importList?: string;
}

/** What a module is held to. */
export interface LimitOptions extends ImportOptions {
  maxCycles: bigint;
  maxMemory?: bigint;
  limit?: LimitChanges;
}

/** Options of commands that run an image. */
export interface ImageOptions extends JobOptions, LimitOptions {}

/** A command that compiles. */
export function jobCommand(
  program: Command,
  name: string,
  description: string,
  argument = '<file>',
): Command {
  return program
    .command(name)
    .description(description)
    .argument(argument, 'module (.wasm or .wat); - reads standard input')
    .option(
      '--compiler-version <version>',
      'exact version of Wasmtime to compile with',
      defaultCompilerVersion(),
    )
    .option('--target <triple>', 'target triple of the machine to compile for', defaultTarget())
    .addOption(
      new Option(
        '--profile <name>',
        'artifact profile: fast-exec makes fast code, the others are cheaper to prove or count fuel',
      )
        .choices(profileNames())
        .default(defaultProfile()),
    )
    .option(
      '--image <id>',
      'use the image with this ID, and not the one for version, target and profile; it may be superseded',
    )
    .option('--context <hex>', '32 bytes that bind the receipt to a chain and contract', context, NO_CONTEXT)
    .addOption(maxCyclesOption())
    .addOption(maxMemoryOption())
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage);
}

/** A command that runs an image. */
export function imageCommand(
  program: Command,
  name: string,
  description: string,
  argument?: string,
): Command {
  return limitOptions(
    jobCommand(program, name, description, argument).option(
      '--verbose',
      'print every field, digests in full, as lines',
    ),
  );
}

/** Adds the options that say which limits are in force, but for cycles and memory, and which imports are allowed. */
export function limitOptions(command: Command): Command {
  return command
    .option('--limit <name=value>', 'set a limit, or lift it with NAME=none; may be repeated', collectLimit)
    .option(
      '--allow-import <pattern>',
      'allow imports: MODULE::NAME, MODULE::* or *; may be repeated; none are allowed otherwise',
      collectImport,
    )
    .option(
      '--import-list <file>',
      'allow the imports that a file lists, one pattern on each line; lines that start with # are comments',
    )
    .addHelpText('after', limitsHelp);
}

/** `--max-cycles N`. */
export function maxCyclesOption(): Option {
  const text =
    'stop a compilation that takes more cycles; also sets the limit "instructions" a hundredth and a million lower, unless --limit instructions is given';
  // A default goes to the help as text, which cannot print a bigint by itself.
  return new Option('--max-cycles <n>', text)
    .argParser(count)
    .default(DEFAULT_MAX_CYCLES, `${DEFAULT_MAX_CYCLES}`);
}

/** `--max-memory BYTES`. */
export function maxMemoryOption(): Option {
  const text = 'limit of the heap inside the zkVM; the same as --limit heapBytes=<bytes>';
  return new Option('--max-memory <bytes>', text).argParser(count);
}

function limitsHelp(): string {
  const lines = Object.entries(limitsJson(DEFAULT_LIMITS)).map(([name, value]) => `  ${name}=${value}`);
  return `\nLimits, with their defaults:\n${lines.join('\n')}`;
}

function context(text: string): string {
  const hex = text.replace(/^0x/, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new InvalidArgumentError('must be 32 bytes as 64 hexadecimal digits');
  return hex;
}

function count(text: string): bigint {
  if (!/^[0-9]{1,19}$/.test(text) || BigInt(text) === 0n)
    throw new InvalidArgumentError('must be a positive number');
  return BigInt(text);
}

function collectImport(text: string, before: ImportPattern[] = []): ImportPattern[] {
  try {
    return [...before, parseImportPattern(text)];
  } catch (error) {
    if (!(error instanceof ImportsError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

/**
 * Reads the module, finds the image and puts limits and imports together.
 *
 * @throws ProverError `usage/invalid`, `input/*`, `image/*`; ImportsError; InputError
 */
export async function makeJob(file: string, options: ImageOptions): Promise<Job> {
  const limits = limitsOf(options);
  const imports = await importsOf(options);
  return {
    wasm: await loadModule(file),
    image: await openImage({
      compilerVersion: options.compilerVersion,
      target: options.target,
      profile: options.profile,
      imageId: options.image,
    }),
    limits,
    imports,
    maxCycles: options.maxCycles,
    context: options.context,
  };
}

/**
 * The imports that are allowed: none where nothing is said.
 *
 * @throws ImportsError; InputError
 */
export async function importsOf({ allowImport = [], importList }: ImportOptions): Promise<ImportList> {
  const listed = importList === undefined ? [] : await readImportList(importList);
  return makeImportList([...listed, ...allowImport]);
}

/**
 * The limits that are in force.
 *
 * @throws ProverError `usage/invalid`
 */
export function limitsOf({ limit = new Map(), maxMemory, maxCycles }: LimitOptions): Limits {
  if (maxMemory !== undefined && limit.has('heapBytes')) {
    throw new ProverError(
      'usage/invalid',
      'give either --max-memory or --limit heapBytes, which are the same',
    );
  }
  const heapBytes = maxMemory === undefined ? {} : { heapBytes: maxMemory };
  const instructions = instructionsWithin(maxCycles);
  return { ...DEFAULT_LIMITS, instructions, ...heapBytes, ...Object.fromEntries(limit) };
}
