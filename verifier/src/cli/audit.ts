import type { Command } from 'commander';
import { type AuditOptionValues, auditLines, auditOptions, auditPolicies, runAudit } from './auditCommand.js';
import { EXIT_REFUSED } from './exitCodes.js';
import { inNode, movedOption } from './movedOption.js';
import { report } from './report.js';

/** Adds `audit STORE`. Exit codes: 0 all held, 1 something did not, or the audit was refused, 2 wrong usage. */
export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .description(
      'verify every entry of a store again, and move entries that no longer hold to its quarantine',
    )
    .argument('<store>', 'store folder')
    .addOption(movedOption())
    .action((store: string, options: AuditOptionValues & { registry?: string }) =>
      report(options, auditLines, async () => {
        if (options.registry !== undefined) throw inNode('audit STORE --registry DIR, with the same options');
        const { json } = await runAudit(store, await auditPolicies(options), options);
        const held = json.quarantined.length === 0;
        if (!held) process.exitCode = EXIT_REFUSED;
        return { outcome: held ? 'held' : 'not held', ...json };
      }),
    );
  for (const option of auditOptions()) command.addOption(option);
}
