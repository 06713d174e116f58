import { InputError, isAggregate, MAX_RECEIPT_BYTES, toHex } from '@zkcwasm/verifier';
import { visibleFields } from '@zkcwasm/verifier/internal';
import { type BoundsNeed, MAX_ARTIFACT_BYTES, readInput } from '@zkcwasm/verifier/node';
import { fieldToBytes } from '@zkcwasm/verifier/registry';
import type { Command } from 'commander';
import { recordAccepted } from '../registry/recordAccepted.js';
import { acceptInto, type Rules } from '../store/acceptInto.js';
import { NodeStore } from '../store/nodeStore.js';
import { anyOption, numberOption, policyJson, policyOption, readSchedule, sessionOption } from './options.js';
import { report } from './report.js';

interface Options {
  store: string;
  artifact?: string;
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

/** Adds `accept RECEIPT`. Exit codes: 0 accepted, 1 refused, 2 wrong usage. */
export function addAcceptCommand(program: Command): void {
  program
    .command('accept')
    .description(
      'accept a single receipt into a store, with the environment and session that it is accepted under',
    )
    .argument('<receipt>', 'receipt file; zkcwasm-verify accept takes aggregates')
    .requiredOption('--store <dir>', 'store folder')
    .option('--artifact <file>', 'accept the artifact that the receipt proves')
    .option('--bounds-only', 'accept the bounds, for a node that compiles natively')
    .option('--rejected', 'accept a proved refusal as what it is')
    .addOption(anyOption())
    .option('--policy <file>', 'policy (JSON); default: the upstream images this version knows, no limits')
    .option('--schedule <file>', 'schedule; the receipt must be one that an environment takes in --session')
    .addOption(sessionOption('the session that it is accepted in'))
    .option('--registry <dir>', 'record the artifact in this registry as well')
    .addOption(numberOption('--max-store-bytes <n>', 'most bytes of all entries', 0, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print one JSON object')
    .action((path: string, options: Options) =>
      report(options, plain, async () => {
        const kind = kindOf(options);
        const rules = await rulesOf(options);
        const receipt = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
        if (isAggregate(receipt)) throw usage('an aggregate is accepted with zkcwasm-verify accept');
        const artifact =
          options.artifact === undefined
            ? undefined
            : await readInput(options.artifact, 'artifact', MAX_ARTIFACT_BYTES);
        const { maxStoreBytes } = options;
        const store = await NodeStore.open(
          options.store,
          'write',
          maxStoreBytes === undefined ? {} : { maxBytes: maxStoreBytes },
        );
        const files = { receipt, ...(artifact === undefined ? {} : { artifact }) };
        const accepted = await acceptInto(store, kind, files, rules);
        const registered =
          options.registry === undefined ? undefined : await recordAccepted(options.registry, accepted.entry);
        return {
          outcome: 'accepted',
          kind,
          wasmDigest: accepted.entry.wasmDigest,
          imageId: accepted.entry.imageId,
          fresh: accepted.fresh,
          ...(accepted.environment === undefined
            ? {}
            : { environment: accepted.environment, session: `${accepted.session}` }),
          path: accepted.path,
          ...policyJson(rules.policy),
          ...(registered === undefined ? {} : { registryRoot: toHex(fieldToBytes(registered.root)) }),
        };
      }),
    );
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
  return visibleFields(result, 15);
}
