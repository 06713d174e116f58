import { InputError, isAggregate, MAX_RECEIPT_BYTES, toHex } from '@zkcwasm/verifier';
import {
  anyOption,
  policyJson,
  policyOption,
  readSchedule,
  report,
  sessionOption,
} from '@zkcwasm/verifier/commands';
import { EXIT_REFUSED, visibleFields } from '@zkcwasm/verifier/internal';
import { type BoundsNeed, MAX_ARTIFACT_BYTES, readInput } from '@zkcwasm/verifier/node';
import { fieldToBytes } from '@zkcwasm/verifier/registry';
import type { Command } from 'commander';
import { recordAccepted } from '../registry/recordAccepted.js';
import { acceptAggregateInto } from '../store/acceptAggregateInto.js';
import { acceptInto, type Judged, type Rules } from '../store/acceptInto.js';
import { NodeStore } from '../store/nodeStore.js';
import { numberOption } from './numberOption.js';

interface Options {
  store: string;
  artifact?: string[];
  boundsOnly?: boolean;
  rejected?: boolean;
  any?: BoundsNeed[];
  policy?: string;
  schedule?: string;
  session?: bigint;
  registry?: string;
  maxStoreBytes?: number;
  json?: boolean;
}

/** Adds `accept RECEIPT`. Exit codes: 0 accepted, 1 refused, or a statement of an aggregate was, 2 wrong usage. */
export function addAcceptCommand(program: Command): void {
  program
    .command('accept')
    .description(
      'accept a receipt, or the statements of an aggregate one by one, into a store, with the environment and session that it is accepted under',
    )
    .argument('<receipt>', 'receipt file')
    .requiredOption('--store <dir>', 'store folder')
    .option(
      '--artifact <file>',
      'accept the artifact that the receipt proves; of an aggregate, one for each statement that is wanted (repeatable)',
      (file: string, others: string[] = []) => [...others, file],
    )
    .option('--bounds-only', 'accept the bounds, for a node that compiles natively')
    .option('--rejected', 'accept a proved refusal')
    .addOption(anyOption())
    .option(
      '--policy <file>',
      'policy (JSON); default: the upstream images that this version knows, no limits',
    )
    .option('--schedule <file>', 'schedule; the receipt must be one that an environment takes in --session')
    .addOption(sessionOption('--session <n>', 'the session that it is accepted in'))
    .option('--registry <dir>', 'record the artifact in this registry as well')
    .addOption(
      numberOption(
        '--max-store-bytes <n>',
        'most bytes that all entries may take together',
        0,
        Number.MAX_SAFE_INTEGER,
      ),
    )
    .option('--json', 'print one JSON object')
    .action((path: string, options: Options) =>
      report(options, plain, async () => {
        const kind = kindOf(options);
        const rules = await rulesOf(options);
        const receipt = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
        const artifacts: Uint8Array[] = [];
        for (const file of options.artifact ?? []) {
          artifacts.push(await readInput(file, 'artifact', MAX_ARTIFACT_BYTES));
        }
        if (artifacts.length > 1 && !isAggregate(receipt)) {
          throw usage('a single receipt proves one artifact: give one --artifact FILE');
        }
        const { maxStoreBytes } = options;
        const store = await NodeStore.open(
          options.store,
          'write',
          maxStoreBytes === undefined ? {} : { maxBytes: maxStoreBytes },
        );
        return isAggregate(receipt)
          ? acceptEach(store, kind, receipt, artifacts, rules, options)
          : acceptOne(store, kind, receipt, artifacts, rules, options);
      }),
    );
}

type Kind = ReturnType<typeof kindOf>;

async function acceptOne(
  store: NodeStore,
  kind: Kind,
  receipt: Uint8Array,
  [artifact]: readonly Uint8Array[],
  rules: Rules,
  { registry }: Options,
): Promise<object> {
  const files = { receipt, ...(artifact === undefined ? {} : { artifact }) };
  const { entry, fresh, path, ...under } = await acceptInto(store, kind, files, rules);
  const registered = registry === undefined ? undefined : await recordAccepted(registry, entry);
  return {
    outcome: 'accepted',
    ...placed({ entry, fresh, path, ...under }),
    ...policyJson(rules.policy),
    ...(registered === undefined ? {} : { registryRoot: rootJson(registered) }),
  };
}

async function acceptEach(
  store: NodeStore,
  kind: Kind,
  receipt: Uint8Array,
  artifacts: readonly Uint8Array[],
  rules: Rules,
  { registry }: Options,
): Promise<object> {
  const statements: object[] = [];
  let registryRoot: string | undefined;
  for (const one of await acceptAggregateInto(store, kind, { receipt, artifacts }, rules)) {
    const { statement } = one;
    if ('error' in one) {
      process.exitCode = EXIT_REFUSED;
      statements.push({ statement, outcome: 'refused', error: one.error });
      continue;
    }
    statements.push({ statement, outcome: 'accepted', ...placed({ ...one.judged, ...one }) });
    if (registry !== undefined) registryRoot = rootJson(await recordAccepted(registry, one.entry));
  }
  return {
    outcome: 'aggregate',
    statements,
    ...policyJson(rules.policy),
    ...(registryRoot === undefined ? {} : { registryRoot }),
  };
}

function placed({ entry, fresh, path, environment, session }: Judged & { fresh: boolean; path: string }) {
  return {
    kind: entry.kind,
    wasmDigest: entry.wasmDigest,
    imageId: entry.imageId,
    fresh,
    ...(environment === undefined ? {} : { environment, session: `${session}` }),
    path,
  };
}

function rootJson({ root }: Awaited<ReturnType<typeof recordAccepted>>): string {
  return toHex(fieldToBytes(root));
}

function kindOf({ artifact, boundsOnly, rejected, registry, any }: Options) {
  const kinds = [artifact !== undefined, boundsOnly === true, rejected === true].filter(Boolean).length;
  if (kinds !== 1) throw usage('give one of --artifact FILE, --bounds-only and --rejected');
  if (registry !== undefined && artifact === undefined) {
    throw usage('a registry holds artifacts: --registry goes with --artifact');
  }
  if (any !== undefined && boundsOnly !== true) throw usage('--any goes with --bounds-only');
  return artifact !== undefined ? 'artifact' : boundsOnly === true ? 'bounds' : 'rejected';
}

async function rulesOf({ policy, schedule, session, any }: Options): Promise<Rules> {
  if ((schedule === undefined) !== (session === undefined)) {
    throw usage('--schedule FILE and --session N go together');
  }
  return {
    policy: await policyOption(policy),
    ...(schedule === undefined || session === undefined
      ? {}
      : { schedule: { schedule: await readSchedule(schedule), session } }),
    ...(any === undefined ? {} : { any }),
  };
}

function usage(message: string): InputError {
  return new InputError('usage/invalid', message);
}

function plain(result: object): string {
  const { statements = [], ...rest } = result as { statements?: object[] };
  return [rest, ...statements].map((fields) => visibleFields(fields, 15)).join('\n');
}
