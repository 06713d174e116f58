import { type Command, InvalidArgumentError } from 'commander';
import * as z from '../../embedded/zod.js';
import { coverageOf } from '../coverage/coverage.js';
import { InputError, ScheduleError } from '../errors/base.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import type { Cell } from '../schedule/cells.js';
import { scheduleHash } from '../schedule/encodeSchedule.js';
import { appendChange } from '../schedule/makeSchedule.js';
import { MAX_SCHEDULE_JSON_BYTES, parseJson } from '../schedule/parseSchedule.js';
import { type Boundary, belowThreshold, type RehearsedContract, rehearse } from '../schedule/rehearse.js';
import { changeOfJson } from '../schedule/scheduleJson.js';
import { nodeHas, type Support, supportAhead } from '../schedule/supports.js';
import { readInput } from '../util/readInput.js';
import { strictFields, strictList } from '../util/strictJson.js';
import { EXIT_REFUSED } from './exitCodes.js';
import { policyOption } from './policyOption.js';
import { report } from './report.js';
import { readSchedule, sessionOption } from './scheduleOption.js';
import { visible } from './visible.js';

interface RehearseOptions {
  change?: string;
  now?: bigint;
  until?: bigint;
  contracts?: string;
  threshold: number;
  policy?: string;
  json?: boolean;
}

/** Largest list of contracts that is read, bytes. */
const MAX_CONTRACTS_BYTES = 64 << 20;

const contractsSchema = strictList(
  strictFields({ name: z.string(), receipts: strictList(z.string().regex(/^[0-9a-f]{64}$/)) }),
);

/** Adds `schedule rehearse` and `schedule supports`. */
export function addForesightCommands(schedule: Command): void {
  schedule
    .command('rehearse')
    .description('say what happens at each session boundary, and which contracts stop running')
    .argument('<file>', 'schedule: canonical bytes, or JSON')
    .argument('[receipts...]', 'receipts and aggregates of the contracts')
    .option(
      '--contracts <file>',
      'further contracts (JSON): a list of {name, receipts: [environment hashes]}',
    )
    .option('--change <file>', 'a change (JSON) to try out, as if it were decided now')
    .addOption(sessionOption('--now <n>', 'the present session: only later boundaries are looked at'))
    .addOption(sessionOption('--until <n>', 'the last boundary to look at'))
    .option(
      '--threshold <percent>',
      'exit with 1 if a smaller share of the contracts is fit after a boundary',
      percent,
      0,
    )
    .option('--policy <file>', 'policy (JSON) that receipts must also hold under')
    .option('--json', 'print one JSON object')
    .action((path: string, paths: string[], options: RehearseOptions) =>
      report(options, plainRehearsal, () => rehearsal(path, paths, options)),
    );
  schedule
    .command('supports')
    .description('say what a node lacks for a schedule, now and later, and when it abstains for that')
    .argument('<file>', 'schedule: canonical bytes, or JSON')
    .requiredOption('--node <file>', 'what the node has (JSON): targets, versions, hostApis, ...')
    .addOption(sessionOption('--session <n>', 'the present session').makeOptionMandatory())
    .option('--json', 'print one JSON object')
    .action((path: string, options: { node: string; session: bigint; json?: boolean }) =>
      report(options, plainSupport, async () => {
        const opened = await readSchedule(path);
        const has = nodeHas(
          parseJson(await readInput(options.node, 'node', MAX_SCHEDULE_JSON_BYTES), 'node'),
        );
        const ahead = supportAhead(opened, options.session, has);
        if (ahead[0]?.answer === 'abstains') process.exitCode = EXIT_REFUSED;
        return { ahead: ahead.map((one) => ({ ...one, session: `${one.session}` })) };
      }),
    );
}

async function rehearsal(path: string, paths: string[], options: RehearseOptions) {
  const { change, now, until, threshold } = options;
  let schedule = await readSchedule(path);
  if (change !== undefined) {
    if (now === undefined) throw new InputError('usage/invalid', '--change goes with --now');
    const json = parseJson(await readInput(change, 'change', MAX_SCHEDULE_JSON_BYTES), 'change');
    schedule = appendChange(schedule, changeOfJson(json, schedule, now));
  }
  const receipts = paths.map((name) => ({ name, read: () => readInput(name, 'receipt', MAX_RECEIPT_BYTES) }));
  const policy = await policyOption(options.policy);
  const { contracts, refused } = await coverageOf(receipts, schedule, now ?? 0n, policy);
  const all: RehearsedContract[] = [
    ...contracts.map(({ wasmDigest, proved }) => ({
      name: wasmDigest,
      receipts: proved.flatMap(({ environments }) => environments),
    })),
    ...(options.contracts === undefined ? [] : await readContracts(options.contracts)),
  ];
  const boundaries = rehearse(schedule, all, { after: now, until });
  const below = belowThreshold(boundaries, threshold / 100);
  if (below.length > 0 || refused.length > 0) process.exitCode = EXIT_REFUSED;
  return {
    hash: scheduleHash(schedule),
    contracts: all.length,
    boundaries: boundaries.map(boundaryJson),
    belowThreshold: below.map(({ session }) => `${session}`),
    refused: refused.map(({ receipt, error }) => ({ receipt, error: error.toJSON() })),
  };
}

async function readContracts(path: string): Promise<RehearsedContract[]> {
  const parsed = contractsSchema.safeParse(
    parseContracts(await readInput(path, 'list of contracts', MAX_CONTRACTS_BYTES), path),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScheduleError(
    'schedule/invalid',
    `the list of contracts ${path} is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`,
  );
}

function parseContracts(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const { message } = cause as Error;
    throw new ScheduleError('schedule/invalid', `the list of contracts ${path} is not JSON: ${message}`, {
      cause,
    });
  }
}

function percent(text: string): number {
  const value = /^[0-9]{1,3}(\.[0-9]{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 100)) throw new InvalidArgumentError('It takes a percentage, 0 to 100.');
  return value;
}

function boundaryJson({ session, ...rest }: Boundary) {
  return { session: `${session}`, ...rest };
}

function plainRehearsal(found: Awaited<ReturnType<typeof rehearsal>>): string {
  const line = (key: string, text: string) => `${key.padEnd(13)} ${visible(text)}\n`;
  const cell = ({ version, target }: Cell) => `${version} for ${target}`;
  return [
    line('schedule', found.hash),
    line('contracts', `${found.contracts}`),
    ...found.boundaries.flatMap(({ session, environments, asks, asksNoMore, contracts, fitness }) => [
      `\n${line('session', session)}`,
      ...environments.map(({ environment, before, after }) =>
        line('  environment', `${environment}: ${before ?? 'not there'} -> ${after}`),
      ),
      ...asks.map((one) => line('  asks for', cell(one))),
      ...asksNoMore.map((one) => line('  no longer', cell(one))),
      ...contracts.map(({ name, before, after, falls, version, missing }) => {
        const runs = version.after === undefined ? 'runs no more' : `runs under ${version.after}`;
        const lacks = missing.length === 0 ? '' : `; lacks ${missing.map(cell).join(', ')}`;
        return line(falls ? '  falls out' : '  contract', `${name}: ${before} -> ${after}, ${runs}${lacks}`);
      }),
      line(
        '  then',
        Object.entries(fitness)
          .map(([name, count]) => `${count} ${name}`)
          .join(', '),
      ),
    ]),
    ...(found.belowThreshold.length === 0
      ? []
      : [`\n${line('too few fit', `from session ${found.belowThreshold.join(', ')} on`)}`]),
    ...found.refused.map(({ receipt, error }) =>
      line('refused', `${receipt} (${error.code}): ${error.message}`),
    ),
  ].join('');
}

function plainSupport({ ahead }: { ahead: (Omit<Support, 'session'> & { session: string })[] }): string {
  const line = (key: string, text: string) => `${key.padEnd(9)} ${visible(text)}\n`;
  return ahead
    .flatMap(({ session, answer, runs, lacks }) => [
      line('from', `session ${session}: ${answer}`),
      ...runs.map((version) => line('  runs', version)),
      ...lacks.flatMap(({ version, environments }) =>
        environments.map(({ hash, wants }) =>
          line('  lacks', `${version}, environment ${hash}: ${wants.join(', ')}`),
        ),
      ),
    ])
    .join('');
}
