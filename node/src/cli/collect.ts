import { StoreError } from '@zkcwasm/verifier';
import { readSchedule, report, sessionOption } from '@zkcwasm/verifier/commands';
import { visibleFields } from '@zkcwasm/verifier/internal';
import type { Command } from 'commander';
import { collect, goneIn } from '../store/collect.js';
import { checkVersion } from '../store/layout.js';

interface Options {
  schedule: string;
  session: bigint;
  grace: bigint;
  dryRun?: boolean;
  json?: boolean;
}

/** Adds `collect STORE`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function addCollectCommand(program: Command): void {
  program
    .command('collect')
    .description('remove entries whose environments are all retired or revoked')
    .argument('<store>', 'store folder')
    .requiredOption('--schedule <file>', 'schedule: canonical bytes, or JSON')
    .addOption(sessionOption('--session <n>', 'the present session').makeOptionMandatory())
    .addOption(
      sessionOption('--grace <n>', 'keep entries whose environments ended fewer sessions ago').default(
        0n,
        '0',
      ),
    )
    .option('--dry-run', 'change nothing, and say what would change')
    .option('--json', 'print one JSON object')
    .action((store: string, options: Options) =>
      report(options, plain, async () => {
        const { session, grace, dryRun = false } = options;
        const schedule = await readSchedule(options.schedule);
        if ((await checkVersion(store)) === 'new') {
          throw new StoreError('store/missing', `there is no store of this package in ${store}`, {
            hint: '`zkcwasm-node accept` makes a store.',
          });
        }
        const gone = goneIn(schedule, session, grace);
        const { entries, records, pending, kept } = await collect(store, { gone, dryRun });
        return { outcome: dryRun ? 'would collect' : 'collected', entries, records, pending, kept };
      }),
    );
}

function plain({
  outcome,
  entries,
  records,
  pending,
  kept,
}: Record<string, unknown> & { entries: string[] }) {
  const list = (name: string, all: unknown) =>
    (all as string[]).map((one) => visibleFields({ [name]: one }, 15)).join('');
  return (
    visibleFields({ outcome, records }, 15) +
    list('entry', entries) +
    list('pending', pending) +
    list('kept', kept)
  );
}
