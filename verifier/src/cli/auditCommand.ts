/** The audit of a store as commands have it: its options, what it is held against, and what is printed of it. */
import { Option } from 'commander';
import { type AuditReport, auditStore, type Quarantined } from '../accept/audit.js';
import { policiesOf } from '../coverage/policyUnder.js';
import type { BoundsNeed } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { anyOption } from './anyOption.js';
import { policyJson, policyOption } from './policyOption.js';
import { readSchedule, scheduleOption } from './scheduleOption.js';
import { visibleFields } from './visible.js';

/** What `auditOptions` gives. */
export interface AuditOptionValues {
  policy: string[];
  any?: BoundsNeed[];
  schedule?: string;
  refile?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Options of every command that audits a store. */
export function auditOptions(): Option[] {
  return [
    new Option('--policy <file>', 'policy (JSON) that is in force (repeatable)')
      .argParser((file: string, others: string[]) => [...others, file])
      .default([] as string[], 'the upstream images that this version knows, no limits'),
    anyOption(),
    scheduleOption(
      'schedule; entries that its environments accepted stay, even if the environment is revoked now',
    ),
    new Option('--refile', 'accept entries of another policy anew if these policies accept them'),
    new Option('--dry-run', 'change nothing, and say what would change'),
    new Option('--json', 'print one JSON object'),
  ];
}

/**
 * The policies that a store is held against: those that were given, or the default, and under each those of the schedule.
 *
 * @throws as `policyOption` and `readSchedule`
 */
export async function auditPolicies({ policy, schedule }: AuditOptionValues): Promise<Policy[]> {
  const files = policy.length === 0 ? [undefined] : policy;
  const own = await Promise.all(files.map(policyOption));
  const read = schedule === undefined ? undefined : await readSchedule(schedule);
  return own.flatMap((one) => (read === undefined ? [one] : [one, ...policiesOf(read, one)]));
}

/** What is printed of an audit, as JSON. */
export interface AuditJson {
  dryRun: boolean;
  policies: ReturnType<typeof policyJson>[];
  held: AuditReport['held'];
  quarantined: ReturnType<typeof quarantinedJson>[];
  pendingRemoved: string[];
}

/**
 * Audits a store.
 *
 * @returns what was found, and the same as JSON
 * @throws as `auditStore`
 */
export async function runAudit(
  store: string,
  policies: readonly Policy[],
  { any, refile = false, dryRun = false }: AuditOptionValues,
): Promise<{ audit: AuditReport; json: AuditJson }> {
  const audit = await auditStore(store, {
    policies: [...policies],
    refile,
    dryRun,
    ...(any === undefined ? {} : { any }),
  });
  const json = {
    dryRun,
    policies: policies.map(policyJson),
    held: audit.held,
    quarantined: audit.quarantined.map(quarantinedJson),
    pendingRemoved: audit.pendingRemoved,
  };
  return { audit, json };
}

function quarantinedJson({ from, to, refiled, error }: Quarantined) {
  return {
    from,
    ...(to === undefined ? {} : { to }),
    ...(refiled === undefined ? {} : { refiled }),
    error: error.toJSON(),
  };
}

/** The same as lines for people. */
export function auditLines({ policies, held, quarantined, pendingRemoved, dryRun }: AuditJson): string {
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
