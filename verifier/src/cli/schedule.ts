import type { Command } from 'commander';
import { InputError, ScheduleError } from '../errors/base.js';
import { checkExtension } from '../schedule/checkExtension.js';
import { checkImages } from '../schedule/checkImages.js';
import { encodeSchedule, scheduleHash } from '../schedule/encodeSchedule.js';
import { appendChange } from '../schedule/makeSchedule.js';
import { MAX_SCHEDULE_JSON_BYTES, parseJson } from '../schedule/parseSchedule.js';
import type { Schedule } from '../schedule/schedule.js';
import { changeOfJson, scheduleJson } from '../schedule/scheduleJson.js';
import { readInput } from '../util/readInput.js';
import { writeWhole } from '../util/writeWhole.js';
import { policyOption } from './policyOption.js';
import { report } from './report.js';
import { addForesightCommands } from './scheduleForesight.js';
import { readSchedule, sessionOption } from './scheduleOption.js';
import { showJson, showPlain } from './showSchedule.js';

interface JsonOption {
  json?: boolean;
}
interface CheckOptions extends JsonOption {
  extends?: string;
  now?: bigint;
  since?: bigint;
  policy?: string;
}
interface WriteOptions extends JsonOption {
  output: string;
  force?: boolean;
}
interface ExtendOptions extends WriteOptions {
  change: string;
  now: bigint;
}

const FILE = 'schedule: canonical bytes, or JSON';

/** Adds `schedule check|show|hash|encode|extend|rehearse|supports`. Exit codes: 0 good, 1 refused, 2 wrong usage. */
export function addScheduleCommands(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('check, show and extend a schedule of environments, and say what it will bring');
  schedule
    .command('check')
    .description('check a schedule and its images; with --extends, also that it extends another one')
    .argument('<file>', FILE)
    .option('--extends <old>', 'the earlier schedule that it must extend')
    .addOption(sessionOption('--now <n>', 'with --extends: the present session'))
    .addOption(
      sessionOption('--since <n>', 'with --extends: session since which changes may be new; default: --now'),
    )
    .option('--policy <file>', 'policy (JSON) that lists the images; default: the images of this version')
    .option('--json', 'print one JSON object')
    .action((path: string, options: CheckOptions) =>
      report(options, rows, async () => {
        const { extends: before, now, since } = options;
        if ((before === undefined) !== (now === undefined) || (since !== undefined && now === undefined)) {
          throw new InputError(
            'usage/invalid',
            '--extends OLD and --now N go together, and --since with them',
          );
        }
        const checked = await readSchedule(path);
        checkImages(checked, (await policyOption(options.policy)).images);
        if (before !== undefined && now !== undefined) {
          const old = await readSchedule(before);
          checkExtension(old, checked, { now, ...(since === undefined ? {} : { since }) });
          return { ...summary(checked), extends: scheduleHash(old) };
        }
        return summary(checked);
      }),
    );
  schedule
    .command('show')
    .description('show the environments of a schedule, or those of a session')
    .argument('<file>', FILE)
    .addOption(sessionOption('--session <n>', 'show only what holds in this session'))
    .option('--json', 'print one JSON object')
    .action((path: string, options: JsonOption & { session?: bigint }) =>
      report(options, showPlain, async () => {
        const shown = await readSchedule(path);
        return { ...showJson(shown, options.session), schedule: scheduleJson(shown) };
      }),
    );
  schedule
    .command('hash')
    .description('print the hash of a schedule, which nodes compare')
    .argument('<file>', FILE)
    .option('--json', 'print one JSON object')
    .action((path: string, options: JsonOption) =>
      report(
        options,
        ({ hash }) => `${hash}\n`,
        async () => ({ hash: scheduleHash(await readSchedule(path)) }),
      ),
    );
  schedule
    .command('encode')
    .description('write the canonical bytes of a schedule')
    .argument('<file>', FILE)
    .requiredOption('-o, --output <file>', 'file to write')
    .option('--force', 'overwrite the file')
    .option('--json', 'print one JSON object')
    .action((path: string, options: WriteOptions) =>
      report(options, rows, async () => write(await readSchedule(path), options)),
    );
  schedule
    .command('extend')
    .description('append a change that was decided in the present session, and write the canonical bytes')
    .argument('<file>', FILE)
    .requiredOption('--change <file>', 'the change (JSON): environments, ranges, revocations')
    .addOption(sessionOption('--now <n>', 'the present session').makeOptionMandatory())
    .requiredOption('-o, --output <file>', 'file to write')
    .option('--force', 'overwrite the file')
    .option('--json', 'print one JSON object')
    .action((path: string, options: ExtendOptions) =>
      report(options, rows, async () => {
        const old = await readSchedule(path);
        const { change, now } = options;
        const json = parseJson(await readInput(change, 'change', MAX_SCHEDULE_JSON_BYTES), 'change');
        const extended = appendChange(old, changeOfJson(json, old, now));
        checkExtension(old, extended, { now });
        return { ...(await write(extended, options)), extends: scheduleHash(old) };
      }),
    );
  addForesightCommands(schedule);
}

function summary(schedule: Schedule) {
  const last = schedule.changes.at(-1);
  if (last === undefined) throw new ScheduleError('schedule/empty', 'the schedule has no changes');
  return {
    hash: scheduleHash(schedule),
    changes: schedule.changes.length,
    environments: schedule.environments.size,
    lastDecided: `${last.decided}`,
  };
}

async function write(schedule: Schedule, { output, force }: WriteOptions) {
  const bytes = encodeSchedule(schedule);
  await writeWhole(output, bytes, { overwrite: force === true, hint: 'Give --force to overwrite it.' });
  return { ...summary(schedule), bytes: bytes.length };
}

function rows(result: Record<string, string | number>): string {
  return Object.entries(result)
    .map(([key, value]) => `${key.padEnd(12)} ${value}\n`)
    .join('');
}
