import { basename } from 'node:path';
import { MAX_RECEIPT_BYTES, policyDigest, toHex } from '@zkcwasm/verifier';
import {
  BOUNDS_NEED,
  type BoundsNeed,
  MAX_ARTIFACT_BYTES,
  MAX_WASM_BYTES,
  readInput,
  readPolicy,
} from '@zkcwasm/verifier/node';
import type { Command } from 'commander';
import { deploy } from '../deploy/deploy.js';
import { environmentId, readDescription } from '../deploy/description.js';
import { UsageError } from '../errors/base.js';
import { HOST_IMPORTS, hostImportList } from '../host/api.js';
import { orFail, printJson } from './orFail.js';

interface DeployFlags {
  wasm: string;
  artifact?: string;
  boundsOnly?: boolean;
  any?: string;
  environment: string;
  policy: string;
  store: string;
  modules: string;
  deployments: string;
  name?: string;
}

/** Adds `deploy`, `environment` and `imports`. */
export function addDeployCommands(program: Command): void {
  program
    .command('deploy')
    .description('accept a contract by its receipt under an environment, publish it and record its address')
    .argument('<receipt>', 'receipt of the contract')
    .requiredOption('--wasm <file>', 'module of the contract')
    .option('--artifact <file>', 'the artifact that the receipt proves')
    .option('--bounds-only', 'accept the bounds of the contract: nodes compile it themselves')
    .option('--any <list>', `with --bounds-only, what the policy may leave open: ${BOUNDS_NEED.join(',')}`)
    .requiredOption('--environment <file>', 'the environment (JSON)')
    .requiredOption('--policy <file>', 'the policy that the environment names')
    .option('--store <folder>', 'the store of accepted code', 'store')
    .option('--modules <folder>', 'modules accepted by their bounds', 'modules')
    .option('--deployments <folder>', 'records of deployments, one for each name', 'deployments')
    .option('--name <name>', 'name of the contract; default: the name of the module’s file')
    .action((receipt: string, flags: DeployFlags) =>
      orFail(async () => {
        if ((flags.artifact === undefined) !== (flags.boundsOnly === true)) {
          throw new UsageError('usage/invalid', 'give either --artifact FILE or --bounds-only');
        }
        const { store, modules, deployments } = flags;
        const { deployment, accepted } = await deploy({
          description: await readDescription(flags.environment),
          policy: await readPolicy(flags.policy),
          wasm: await readInput(flags.wasm, 'module', MAX_WASM_BYTES),
          receipt: await readInput(receipt, 'receipt', MAX_RECEIPT_BYTES),
          ...(flags.artifact === undefined
            ? { any: anyOption(flags.any) }
            : { artifact: await readInput(flags.artifact, 'artifact', MAX_ARTIFACT_BYTES) }),
          ...{ store, modules, deployments },
          name: flags.name ?? basename(flags.wasm).replace(/\.wasm$/, ''),
        });
        printJson({ ...deployment, entry: accepted.path });
      }),
    );
  program
    .command('environment')
    .description('check an environment, and print its id')
    .argument('<file>', 'the environment (JSON)')
    .option('--policy <file>', 'policy (JSON) to compare with the one that the environment names')
    .action((file: string, { policy }: { policy?: string }) =>
      orFail(async () => {
        const description = await readDescription(file);
        const digest = policy === undefined ? undefined : policyDigest(await readPolicy(policy));
        if (digest !== undefined && digest !== description.policy) {
          throw new UsageError(
            'usage/invalid',
            `the policy ${policy} has the digest ${digest}, and not ${description.policy}`,
          );
        }
        printJson({ id: toHex(environmentId(description)), ...description });
      }),
    );
  program
    .command('imports')
    .description(
      'print the import list of the host API, for --import-list when proving and `imports` of a policy',
    )
    .option('--digest', 'print only the digest of the list')
    .action(({ digest }: { digest?: boolean }) => {
      process.stdout.write(
        digest === true ? `${toHex(hostImportList().digest)}\n` : `${HOST_IMPORTS.join('\n')}\n`,
      );
    });
}

function anyOption(text: string | undefined): BoundsNeed[] {
  const names = text === undefined ? [] : text.split(',');
  const unknown = names.find((name) => !BOUNDS_NEED.some((need) => need === name));
  if (unknown === undefined) return names as BoundsNeed[];
  throw new UsageError(
    'usage/invalid',
    `--any takes ${BOUNDS_NEED.join(',')}, and not ${JSON.stringify(unknown)}`,
  );
}
