import type { Command } from 'commander';
import { type AuditReport, auditStore, type Quarantined } from '../accept/audit.js';
import { policiesOf } from '../coverage/policyUnder.js';
import type { BoundsNeed } from '../policy/checkBounds.js';
import { anyOption } from './anyOption.js';
import { EXIT_REFUSED } from './exitCodes.js';
import { inNode, movedOption } from './movedOption.js';
import { policyJson, policyOption } from './policyOption.js';
import { report } from './report.js';
import { readSchedule, scheduleOption } from './scheduleOption.js';
import { visibleFields } from './visible.js';

interface AuditCommandOptions {
  policy: string[];
  any?: BoundsNeed[];
  registry?: string;
  schedule?: string;
  refile?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Adds `audit STORE`. Exit codes: 0 all held, 1 something did not, or the audit was refused, 2 wrong usage. */
export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('check a store again, and move what no longer holds to its quarantine')
    .argument('<store>', 'store folder')
    .option(
      '--policy <file>',
      'policy (JSON) in force; may be given again; default: that of accept',
      (file: string, others: string[]) => [...others, file],
      [] as string[],
    )
    .addOption(anyOption())
    .addOption(movedOption())
    .addOption(scheduleOption('schedule: what its environments accepted, revoked ones too, stays'))
    .option('--refile', 'accept anew what another policy accepted and these would')
    .option('--dry-run', 'change nothing, and say what would be')
    .option('--json', 'print one JSON object')
    .action((store: string, options: AuditCommandOptions) =>
      report(options, plain, async () => {
        const { any, refile = false, dryRun = false } = options;
        if (options.registry !== undefined) throw inNode('audit STORE --registry DIR, with the same options');
        const files = options.policy.length === 0 ? [undefined] : options.policy;
        const own = await Promise.all(files.map(policyOption));
        const schedule = options.schedule === undefined ? undefined : await readSchedule(options.schedule);
        const policies = own.flatMap((one) =>
          schedule === undefined ? [one] : [one, ...policiesOf(schedule, one)],
        );
        const audit = await auditStore(store, {
          policies,
          refile,
          dryRun,
          ...(any === undefined ? {} : { any }),
        });
        const held = audit.quarantined.length === 0;
        if (!held) process.exitCode = EXIT_REFUSED;
        return {
          outcome: held ? 'held' : 'not held',
          dryRun,
          policies: policies.map(policyJson),
          held: audit.held,
          quarantined: audit.quarantined.map(quarantinedJson),
          pendingRemoved: audit.pendingRemoved,
        };
      }),
    );
}

interface AuditJson {
  outcome: string;
  dryRun: boolean;
  policies: ReturnType<typeof policyJson>[];
  held: AuditReport['held'];
  quarantined: ReturnType<typeof quarantinedJson>[];
  pendingRemoved: string[];
}

function quarantinedJson({ from, to, refiled, error }: Quarantined) {
  return {
    from,
    ...(to === undefined ? {} : { to }),
    ...(refiled === undefined ? {} : { refiled }),
    error: error.toJSON(),
  };
}

function plain({ policies, held, quarantined, pendingRemoved, dryRun }: AuditJson): string {
  const line = (key: string, text: string | number) => visibleFields({ [key]: text }, 15);
  const would = dryRun ? 'would be ' : '';
  return [
    ...policies.flatMap((one) => [line('policyDigest', one.policyDigest), line('imageList', one.imageList)]),
    line('held', held),
    ...quarantined.flatMap(({ from, to, refiled, error }) => [
      line(`${would}moved`, `${from} (${error.code}): ${error.message}`),
      ...(to === undefined ? [] : [line('  to', to)]),
      ...(refiled === undefined ? [] : [line('  accepted anew', refiled)]),
    ]),
    ...pendingRemoved.map((name) => line(`${would}removed`, `pending/${name}`)),
  ].join('');
}
