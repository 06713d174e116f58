/** `prove --matrix`: all receipts that a schedule asks for. */
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  MAX_SCHEDULE_JSON_BYTES,
  MAX_SESSION,
  parseSchedule,
  type Schedule,
  scheduleHash,
} from '@zkcwasm/verifier/environments';
import { EXIT_REFUSED } from '@zkcwasm/verifier/internal';
import { checkOutput, readInput } from '@zkcwasm/verifier/node';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { withEngine } from '../engine/engine.js';
import { ProverError } from '../errors/base.js';
import { loadModule } from '../input/loadModule.js';
import { type Folded, foldMatrix } from '../matrix/foldMatrix.js';
import { planMatrix } from '../matrix/plan.js';
import { type MatrixEntry, proveMatrix } from '../matrix/proveMatrix.js';
import { importsOf } from './jobOptions.js';
import { proofProgress } from './progress.js';
import type { ProveOptions } from './prove.js';

/** Options of a matrix, beside those of a proof. */
export interface MatrixCommandOptions extends ProveOptions {
  matrix?: boolean;
  schedule?: string;
  session?: bigint;
  aggregate?: string;
  artifact?: string;
}

/** What the environments of the schedule say, so that nobody else may. */
const OF_ENVIRONMENTS = ['target', 'profile', 'image', 'limit', 'maxMemory', 'artifact'] as const;

/** Adds the options. */
export function matrixOptions(command: Command): Command {
  return command
    .option('--matrix', 'make every receipt that a schedule asks for; --output is a folder then')
    .option('--schedule <file>', 'with --matrix: the schedule, canonical bytes or JSON')
    .addOption(new Option('--session <n>', 'with --matrix: the session').argParser(session))
    .option('--aggregate <receipt>', 'with --matrix: fold all of them into this one');
}

function session(text: string): bigint {
  const value = /^(0|[1-9][0-9]{0,19})$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > MAX_SESSION)
    throw new InvalidArgumentError('must be a number below 2^64');
  return value;
}

/**
 * Proves a module for every environment that takes receipts in a session.
 *
 * @throws ProverError `usage/invalid` and all that `planMatrix` and `proveMatrix` throw; where a receipt is lacking in the end, it is in
 *   the result, and the exit code is 1
 */
export async function matrixCommand(
  file: string,
  options: MatrixCommandOptions,
  command: Command,
): Promise<Record<string, unknown>> {
  const {
    schedule: path,
    session: asked,
    aggregate,
    output,
    prover,
    seal,
    fresh,
    context,
    maxCycles,
  } = options;
  checkUsage(options, command);
  if (path === undefined || asked === undefined)
    throw usage('--matrix needs --schedule FILE and --session N');
  const schedule = parseSchedule(await readInput(path, 'schedule', MAX_SCHEDULE_JSON_BYTES));
  const wasm = await loadModule(file);
  const imports = [await importsOf(options)];
  const wanted = await planMatrix(schedule, asked, { wasm, imports, context });
  // One that is there may be the very one: whether it is, is known when all receipts are.
  if (aggregate !== undefined && !(await isThere(aggregate))) await checkOutput(aggregate);
  const progress = proofProgress(options.json === true);
  const module = file === '-' ? 'stdin' : basename(file).replace(/\.wa(sm|t)$/, '');
  try {
    return await withEngine(async (engine) => {
      const resume = fresh !== true;
      const { onEvent } = progress;
      const entries = await proveMatrix(engine, wanted, {
        folder: output,
        module,
        maxCycles,
        prover,
        seal,
        resume,
        onEvent,
      });
      const files = entries.flatMap((entry) =>
        isGood(entry) && 'bytes' in entry ? [{ name: entry.path, bytes: entry.bytes }] : [],
      );
      const isWhole = files.length === entries.length;
      const folded =
        aggregate === undefined || !isWhole
          ? undefined
          : await foldMatrix(engine, files, aggregate, { resume, onEvent });
      if (!isWhole) process.exitCode = EXIT_REFUSED;
      return result(schedule, asked, entries, folded, aggregate !== undefined && !isWhole);
    });
  } finally {
    progress.stop();
  }
}

function result(
  schedule: Schedule,
  asked: bigint,
  entries: MatrixEntry[],
  folded: Folded | undefined,
  lacks: boolean,
) {
  return {
    schedule: scheduleHash(schedule),
    session: `${asked}`,
    environments: entries.reduce((sum, { environments }) => sum + environments.length, 0),
    proved: entries.filter((entry) => isGood(entry)).length,
    lacking: entries.filter((entry) => !isGood(entry)).length,
    receipts: entries.map(({ environments, imageId, imageName, path, ...rest }) => ({
      environments,
      imageId,
      imageName,
      path,
      ...('error' in rest ? { error: rest.error.toJSON() } : { reused: rest.reused, ...rest.statement }),
    })),
    ...(folded === undefined ? {} : { aggregate: folded }),
    ...(lacks ? { aggregate: { error: incomplete().toJSON() } } : {}),
  };
}

/** A proved refusal counts for no environment. */
function isGood(entry: MatrixEntry): boolean {
  return 'statement' in entry && entry.statement.outcome === 'compiled';
}

function incomplete(): ProverError {
  return new ProverError('matrix/incomplete', 'the aggregate was not made, since receipts are lacking', {
    hint: 'Give the command again when the module compiles, and what failed can be proved: what is there is kept.',
  });
}

function checkUsage({ seal, aggregate }: MatrixCommandOptions, command: Command): void {
  const given = OF_ENVIRONMENTS.find((name) => command.getOptionValueSource(name) === 'cli');
  if (given !== undefined) {
    const flag = command.options.find((option) => option.attributeName() === given)?.long ?? given;
    throw usage(
      `${flag} does not go with --matrix`,
      'Image, target, profile and limits are those of each environment.',
    );
  }
  if (aggregate !== undefined && seal !== 'stark') throw usage('--aggregate needs --seal stark');
}

/** Options of a matrix where none is made. */
export function checkNoMatrix({ schedule, session: asked, aggregate }: MatrixCommandOptions): void {
  const given = schedule !== undefined || asked !== undefined || aggregate !== undefined;
  if (given) throw usage('--schedule, --session and --aggregate go with --matrix');
}

function usage(message: string, hint?: string): ProverError {
  return new ProverError('usage/invalid', message, hint === undefined ? {} : { hint });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
