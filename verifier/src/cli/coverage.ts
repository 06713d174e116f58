import type { Command } from 'commander';
import { type CoverageReport, coverageOf } from '../coverage/coverage.js';
import { InputError } from '../errors/base.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import type { Cell } from '../schedule/cells.js';
import { scheduleHash } from '../schedule/encodeSchedule.js';
import { toHex } from '../util/hex.js';
import { MAX_WASM_BYTES } from '../util/inputSizes.js';
import { readInput } from '../util/readInput.js';
import { sha256 } from '../util/sha256.js';
import { EXIT_REFUSED } from './exitCodes.js';
import { policyOption } from './policyOption.js';
import { report } from './report.js';
import { readSchedule, scheduleOption, sessionOption } from './scheduleOption.js';
import { visible } from './visible.js';

interface CoverageOptions {
  schedule: string;
  session: bigint;
  wasm?: string[];
  policy?: string;
  json?: boolean;
}

/** Adds `coverage RECEIPT...`. Exit codes: 0 all contracts are fit, 1 something is missing or refused, 2 wrong usage. */
export function addCoverageCommand(program: Command): void {
  program
    .command('coverage')
    .description('say which of the receipts that a schedule asks for contracts have, and which they lack')
    .argument('[receipts...]', 'receipts and aggregates')
    .addOption(scheduleOption().makeOptionMandatory())
    .addOption(sessionOption().makeOptionMandatory())
    .option(
      '--wasm <file>',
      'look only at this module, even if no receipt is about it (repeatable)',
      (file: string, others: string[] = []) => [...others, file],
    )
    .option('--policy <file>', 'policy (JSON) that receipts must also hold under')
    .option('--json', 'print one JSON object')
    .action((paths: string[], options: CoverageOptions) =>
      report(options, plain, async () => {
        const { session, wasm } = options;
        if (paths.length === 0 && wasm === undefined) {
          throw new InputError('usage/invalid', 'give receipts, or a module with --wasm FILE');
        }
        const schedule = await readSchedule(options.schedule);
        const policy = await policyOption(options.policy);
        const names = new Map<string, string>();
        for (const file of wasm ?? []) {
          names.set(toHex(sha256(await readInput(file, 'module', MAX_WASM_BYTES))), file);
        }
        const receipts = paths.map((name) => ({
          name,
          read: () => readInput(name, 'receipt', MAX_RECEIPT_BYTES),
        }));
        const only = wasm === undefined ? undefined : [...names.keys()];
        const found = await coverageOf(receipts, schedule, session, policy, only);
        if (!found.covered) process.exitCode = EXIT_REFUSED;
        return { ...json(found, names), scheduleHash: scheduleHash(schedule) };
      }),
    );
}

function json({ session, asked, contracts, refused, covered }: CoverageReport, names: Map<string, string>) {
  return {
    outcome: covered ? 'covered' : 'not covered',
    session: `${session}`,
    asked,
    contracts: contracts.map((contract) => {
      const { wasmDigest, fitness, version, missing, environments, proved } = contract;
      const name = names.get(wasmDigest);
      return {
        wasmDigest,
        ...(name === undefined ? {} : { name }),
        fitness,
        ...(version === undefined ? {} : { version, environments: Object.fromEntries(environments) }),
        missing,
        receipts: proved.map(({ receipt, statement, environments: of, refusals }) => ({
          receipt,
          ...(statement === undefined ? {} : { statement }),
          environments: of,
          refusals: refusals.map(({ environment, error }) => ({ environment, error: error.toJSON() })),
        })),
      };
    }),
    refused: refused.map(({ receipt, error }) => ({ receipt, error: error.toJSON() })),
  };
}

function plain(found: ReturnType<typeof json> & { scheduleHash: string }): string {
  const line = (key: string, text: string) => `${key.padEnd(12)} ${visible(text)}\n`;
  const cell = ({ version, target }: Cell) => `${version} for ${target}`;
  return [
    line('schedule', found.scheduleHash),
    line('session', found.session),
    ...(found.asked.length === 0 ? [line('asked', 'nothing: no environment is active')] : []),
    ...found.asked.map((one) => line('asked', cell(one))),
    ...found.contracts.flatMap(({ wasmDigest, name, fitness, version, missing, receipts }) => [
      `\n${line('contract', name ?? wasmDigest)}`,
      line('  is', version === undefined ? fitness : `${fitness}, runs under ${version}`),
      ...receipts.flatMap(({ receipt, statement, environments, refusals }) => {
        const which = statement === undefined ? receipt : `${receipt}, statement ${statement}`;
        return [
          ...environments.map((hash) => line('  has', `${which}: environment ${hash}`)),
          ...refusals.map(({ environment, error }) =>
            line('  has not', `${which}: environment ${environment} (${error.code}): ${error.message}`),
          ),
          ...(environments.length + refusals.length === 0
            ? [line('  has not', `${which}: no environment has its image`)]
            : []),
        ];
      }),
      ...missing.map((one) =>
        line('  missing', `${cell(one)}: a receipt under environment ${one.environments.join(', or ')}`),
      ),
    ]),
    ...found.refused.map(({ receipt, error }) =>
      line('refused', `${receipt} (${error.code}): ${error.message}`),
    ),
  ].join('');
}
