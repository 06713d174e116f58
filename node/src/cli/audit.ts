import { toHex } from '@zkcwasm/verifier';
import {
  type AuditJson,
  type AuditOptionValues,
  auditLines,
  auditOptions,
  auditPolicies,
  report,
  runAudit,
} from '@zkcwasm/verifier/commands';
import { EXIT_REFUSED, registryEntryJson, visibleFields } from '@zkcwasm/verifier/internal';
import { fieldToBytes } from '@zkcwasm/verifier/registry';
import type { Command } from 'commander';
import { auditRegistry, type RegistryAudit } from '../registry/auditRegistry.js';
import { openRegistry } from '../registry/registry.js';

interface Options extends AuditOptionValues {
  registry: string;
}

/** Adds `audit STORE --registry DIR`: `zkcwasm-verify audit` and, with what that moved away, the registry. Exit codes: 0 all held, 1 something did not, or the audit was refused, 2 wrong usage. */
export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .description('check a store and a registry again, and move or remove what no longer holds')
    .argument('<store>', 'store folder')
    .requiredOption(
      '--registry <dir>',
      'remove from this registry what no longer holds in the store, or is of images that are no longer trusted',
    )
    .action((store: string, options: Options) =>
      report(options, plain, async () => {
        const { registry, dryRun = false } = options;
        const policies = await auditPolicies(options);
        // A mistyped folder is to be told before anything has moved.
        await (await openRegistry(registry, 'read')).close();
        const { audit, json } = await runAudit(store, policies, options);
        const registered = await auditRegistry(registry, policies, dryRun, audit.withdrawn);
        const held = audit.quarantined.length === 0 && registered.removed.length === 0;
        if (!held) process.exitCode = EXIT_REFUSED;
        return { outcome: held ? 'held' : 'not held', ...json, registry: registryJson(registered) };
      }),
    );
  for (const option of auditOptions()) command.addOption(option);
}

function registryJson({ root, count, removed }: RegistryAudit) {
  return {
    root: toHex(fieldToBytes(root)),
    count,
    removed: removed.map(({ entry, error }) => ({ entry: registryEntryJson(entry), error: error.toJSON() })),
  };
}

function plain(audit: AuditJson & { registry: ReturnType<typeof registryJson> }): string {
  const { registry, dryRun } = audit;
  const line = (key: string, text: string | number) => visibleFields({ [key]: text }, 15);
  return [
    auditLines(audit),
    line('registryRoot', registry.root),
    line('registryCount', registry.count),
    ...registry.removed.map(({ entry, error }) =>
      line(
        `${dryRun ? 'would be ' : ''}removed`,
        `${JSON.stringify(entry)} (${error.code}): ${error.message}`,
      ),
    ),
  ].join('');
}
