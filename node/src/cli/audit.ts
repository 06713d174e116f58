import { toHex } from '@zkcwasm/verifier';
import { policiesOf } from '@zkcwasm/verifier/environments';
import { EXIT_REFUSED, registryEntryJson, visibleFields } from '@zkcwasm/verifier/internal';
import { type AuditReport, auditStore, type BoundsNeed, type Quarantined } from '@zkcwasm/verifier/node';
import { fieldToBytes } from '@zkcwasm/verifier/registry';
import type { Command } from 'commander';
import { auditRegistry, type RegistryAudit } from '../registry/auditRegistry.js';
import { openRegistry } from '../registry/registry.js';
import { anyOption, policyJson, policyOption, readSchedule } from './options.js';
import { report } from './report.js';

interface AuditCommandOptions {
  policy: string[];
  any?: BoundsNeed[];
  registry: string;
  schedule?: string;
  refile?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Adds `audit STORE --registry DIR`: `zkcwasm-verify audit` and, with what that moved away, the registry. Exit codes: 0 all held, 1 something did not, or the audit was refused, 2 wrong usage. */
export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('check a store and a registry again, and move or remove what no longer holds')
    .argument('<store>', 'store folder')
    .option(
      '--policy <file>',
      'policy (JSON) in force; may be given again; default: that of accept',
      (file: string, others: string[]) => [...others, file],
      [] as string[],
    )
    .addOption(anyOption())
    .requiredOption(
      '--registry <dir>',
      'remove from this registry what no longer holds in the store, or is of images that are no longer trusted',
    )
    .option('--schedule <file>', 'schedule: what its environments accepted, revoked ones too, stays')
    .option('--refile', 'accept anew what another policy accepted and these would')
    .option('--dry-run', 'change nothing, and say what would be')
    .option('--json', 'print one JSON object')
    .action((store: string, options: AuditCommandOptions) =>
      report(options, plain, async () => {
        const { any, registry, refile = false, dryRun = false } = options;
        const files = options.policy.length === 0 ? [undefined] : options.policy;
        const own = await Promise.all(files.map(policyOption));
        const schedule = options.schedule === undefined ? undefined : await readSchedule(options.schedule);
        const policies = own.flatMap((one) =>
          schedule === undefined ? [one] : [one, ...policiesOf(schedule, one)],
        );
        // A mistyped folder is to be told before anything has moved.
        await (await openRegistry(registry, 'read')).close();
        const audit = await auditStore(store, {
          policies,
          refile,
          dryRun,
          ...(any === undefined ? {} : { any }),
        });
        const registered = await auditRegistry(registry, policies, dryRun, audit.withdrawn);
        const held = audit.quarantined.length === 0 && registered.removed.length === 0;
        if (!held) process.exitCode = EXIT_REFUSED;
        return {
          outcome: held ? 'held' : 'not held',
          dryRun,
          policies: policies.map(policyJson),
          held: audit.held,
          quarantined: audit.quarantined.map(quarantinedJson),
          pendingRemoved: audit.pendingRemoved,
          registry: registryJson(registered),
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
  registry: ReturnType<typeof registryJson>;
}

function quarantinedJson({ from, to, refiled, error }: Quarantined) {
  return {
    from,
    ...(to === undefined ? {} : { to }),
    ...(refiled === undefined ? {} : { refiled }),
    error: error.toJSON(),
  };
}

function registryJson({ root, count, removed }: RegistryAudit) {
  return {
    root: toHex(fieldToBytes(root)),
    count,
    removed: removed.map(({ entry, error }) => ({ entry: registryEntryJson(entry), error: error.toJSON() })),
  };
}

function plain({ policies, held, quarantined, pendingRemoved, registry, dryRun }: AuditJson): string {
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
    line('registryRoot', registry.root),
    line('registryCount', registry.count),
    ...registry.removed.map(({ entry, error }) =>
      line(`${would}removed`, `${JSON.stringify(entry)} (${error.code}): ${error.message}`),
    ),
  ].join('');
}
