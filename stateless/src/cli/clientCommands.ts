import { readInput } from '@zkcwasm/verifier/node';
import type { Command } from 'commander';
import { Account, MAX_KEY_FILE_BYTES } from '../account/keystore.js';
import { StateClient } from '../client/client.js';
import { readTrust, writeTrust } from '../client/trustFile.js';
import { environmentId, readDescription } from '../deploy/description.js';
import { readDeployment } from '../deploy/record.js';
import { UsageError } from '../errors/base.js';
import type { Environment } from '../execute/environment.js';
import { equal, keyText } from '../util/bytes.js';
import { startEnvironment } from './environmentOption.js';
import { bigOption, hexOption } from './numberOption.js';
import { orFail, printJson } from './orFail.js';
import { passwordOption } from './password.js';

interface Common {
  provider: string[];
  trust: string;
  environment?: string;
  store: string;
  modules: string;
}
interface CallOptions extends Common {
  input: string;
  fuel: string;
  account: string;
  passwordFile?: string;
  deployments: string;
  dryRun?: boolean;
}

/** Adds `get`, `call` and `follow`. */
export function addClientCommands(program: Command): void {
  common(program.command('get').description('print values of the state, proved under the trusted root'))
    .argument('<keys...>', 'keys of the state, 64 hexadecimal digits each')
    .action((keys: string[], options: Common) =>
      orFail(() =>
        withClient(options, undefined, async (client) => {
          const { values, proof, provider } = await client.get(
            keys.map((key) => hexOption(key, 'a key', 32)),
          );
          const shown = Object.fromEntries([...values].map(([key, value]) => [key, keyText(value)]));
          printJson({
            number: client.number,
            values: shown,
            proofBytes: proof.length,
            provider,
            excluded: liars(client),
          });
        }),
      ),
    );
  common(program.command('call').description('prepare a call, sign it and submit it'))
    .argument('<contract>', 'name of the contract in --deployments, or its address')
    .option('--input <hex>', 'input of the call', '')
    .option('--fuel <number>', 'most fuel that the call may use', '1000000')
    .requiredOption('--account <file>', 'key file of the caller')
    .option(
      '--password-file <file>',
      'file whose first line is the password; default: the environment variable ZKCWASM_PASSWORD',
    )
    .option('--deployments <folder>', 'records of deployments', 'deployments')
    .option('--dry-run', 'only say what the call would do')
    .action((contract: string, options: CallOptions) => orFail(() => call(contract, options)));
  common(
    program
      .command('follow')
      .description('move the trusted root to the head, executing each block without a state'),
  ).action((options: Common) =>
    orFail(async () => {
      if (options.environment === undefined)
        throw new UsageError('usage/invalid', 'following takes --environment FILE');
      const description = await readDescription(options.environment);
      const { environment, machine } = await startEnvironment(description, options);
      try {
        await withClient(options, environment, async (client) => {
          try {
            await client.catchUp();
          } finally {
            // What was executed counts, whatever came after.
            const { number, root } = client;
            await writeTrust(options.trust, { environment: environment.id, number, root });
          }
          printJson({ number: client.number, root: keyText(client.root), excluded: liars(client) });
        });
      } finally {
        await machine.close();
      }
    }),
  );
}

function common(command: Command): Command {
  const collect = (value: string, all: string[] = []) => [...all, value];
  return command
    .requiredOption('--provider <url>', 'a state provider; may be repeated', collect)
    .requiredOption('--trust <file>', 'the trusted root (JSON)')
    .option('--environment <file>', 'environment (JSON); with it, calls and blocks are executed here as well')
    .option('--store <folder>', 'the store of accepted code', 'store')
    .option('--modules <folder>', 'modules accepted by their bounds', 'modules');
}

async function call(contract: string, options: CallOptions): Promise<void> {
  const to = /^[0-9a-f]{64}$/.test(contract)
    ? hexOption(contract, 'a contract', 32)
    : hexOption((await readDeployment(options.deployments, contract)).address, 'a contract', 32);
  const body = { to, fuel: bigOption(options.fuel, '--fuel'), input: hexOption(options.input, '--input') };
  const file = await readInput(options.account, 'key file', MAX_KEY_FILE_BYTES);
  const account = await Account.decrypt(file, await passwordOption(options.passwordFile));
  const started =
    options.environment === undefined
      ? undefined
      : await startEnvironment(await readDescription(options.environment), options);
  try {
    await withClient(options, started?.environment, async (client) => {
      const forecast =
        options.dryRun === true ? await client.prepare({ ...body, sender: account.id }) : undefined;
      const sent = forecast === undefined ? await client.send(account, body) : undefined;
      const { nonce, receipt, executed, witness } = forecast ?? (sent as NonNullable<typeof sent>).forecast;
      const { status, fuelUsed, output, trap } = receipt;
      printJson({
        ...(sent === undefined
          ? {}
          : {
              id: sent.id,
              takenBy: [...sent.said].filter(([, said]) => said === 'taken').map(([url]) => url),
            }),
        nonce,
        ...{ status, fuelUsed, trap },
        output: Buffer.from(output).toString('hex'),
        witnessBytes: witness.length,
        executedHere: executed,
        excluded: liars(client),
      });
    });
  } finally {
    await started?.machine.close();
  }
}

async function withClient(
  options: Common,
  environment: Environment | undefined,
  work: (client: StateClient) => Promise<void>,
): Promise<void> {
  const { environment: id, number, root } = await readTrust(options.trust);
  if (
    options.environment !== undefined &&
    !equal(id, environmentId(await readDescription(options.environment)))
  ) {
    throw new UsageError(
      'usage/invalid',
      `${options.trust} is about another environment than ${options.environment}`,
    );
  }
  const { provider: providers } = options;
  const known = environment === undefined ? {} : { environment };
  await work(new StateClient({ providers, number, root, environmentId: id, ...known }));
}

function liars({ excluded }: StateClient): Record<string, string> {
  return Object.fromEntries([...excluded].map(([url, { shortMessage }]) => [url, shortMessage]));
}
