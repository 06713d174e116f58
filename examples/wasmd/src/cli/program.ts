import { MAX_RECEIPT_BYTES } from '@zkcwasm/verifier';
import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { writeWhole } from '@zkcwasm/verifier/node';
import { Command, type CommanderError, InvalidArgumentError } from 'commander';
import { startChain } from '../chain/chain.js';
import { connect } from '../chain/connect.js';
import { readChainFile } from '../chain/identity.js';
import { WASMD_MAX_WASM_BYTES } from '../chain/version.js';
import { contextOf } from '../context.js';
import { stampModule } from '../developer/stamp.js';
import { storeCode } from '../developer/storeCode.js';
import { readRegular } from '../files.js';
import { Gatekeeper } from '../gatekeeper/gatekeeper.js';
import { readGatePolicy } from '../gatekeeper/gatePolicy.js';
import { makeKey, readKey } from '../keys/key.js';
import { checkWish, submit } from '../submission/submission.js';
import { report, tell } from './report.js';
import { untilStopped } from './untilStopped.js';

interface ChainFlags {
  home: string;
  chainId: string;
  gatekeeper: string;
  account: string[];
  port: number;
}

interface GatekeeperFlags {
  chain: string;
  key: string;
  policy: string;
  inbox: string;
  state: string;
  once?: boolean;
}

interface SubmitFlags {
  inbox: string;
  wasm: string;
  receipt: string;
  developer: string;
  contract: string;
}

/** The command line of `zkcwasm-wasmd`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-wasmd')
    .description('A CosmWasm chain that takes a contract only where a receipt bounds its compilation')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  const command = (name: string, description: string): Command =>
    program.command(name).description(description).exitOverride(exitWithUsage);

  command('chain', 'build wasmd if need be, make the chain if need be, and run it until it is stopped')
    .requiredOption('--home <dir>', 'folder of the chain')
    .requiredOption('--gatekeeper <address>', 'the one address that may upload code')
    .option('--account <address>', 'an address that owns coins (repeatable)', several, [])
    .option('--chain-id <id>', 'ID of the chain', 'zkcwasm-one')
    .option('--port <number>', "port of the node's RPC", port, 26657)
    .action(({ account, ...rest }: ChainFlags) =>
      report(async () => {
        const chain = await startChain({ ...rest, accounts: account, tell });
        tell(`the chain runs; ${chain.path} is for the gatekeeper and the developers`);
        process.stdout.write(`${JSON.stringify(chain.file)}\n`);
        await Promise.race([untilStopped(), chain.ended]);
        await chain.stop();
        return undefined;
      }),
    );

  const key = command('key', 'make and show keys');
  key
    .command('new')
    .argument('<file>', 'file to make')
    .action((file: string) => report(async () => ({ address: (await makeKey(file)).address })));
  key
    .command('address')
    .argument('<file>', 'key file')
    .action((file: string) => report(async () => ({ address: (await readKey(file)).address })));

  command('gatekeeper', 'watch an inbox, verify receipts, grant what is admitted')
    .requiredOption('--chain <file>', "chain.json of the chain's folder")
    .requiredOption('--key <file>', "the gatekeeper's key")
    .requiredOption('--policy <file>', 'policy (JSON) with maxCycles and imageList, and no context')
    .requiredOption('--inbox <dir>', 'folder in which submissions appear')
    .requiredOption('--state <dir>', 'folder of decisions and accepted bounds')
    .option(
      '--once',
      'decide about the submissions that are there, then exit; with 1 if something has to be tried again',
    )
    .action((flags: GatekeeperFlags) =>
      report(async () => {
        const { once, inbox, state } = flags;
        const policy = await readGatePolicy(flags.policy);
        const options = { policy, inbox, state, tell, key: await readKey(flags.key) };
        const gatekeeper = await Gatekeeper.open({ ...options, chain: await readChainFile(flags.chain) });
        if (once === true) {
          const undecided = await gatekeeper.round();
          if (undecided > 0) process.exitCode = 1;
          return { undecided };
        }
        tell('the gatekeeper watches');
        const stop = new AbortController();
        void untilStopped().then(() => stop.abort());
        await gatekeeper.watch(stop.signal);
        return undefined;
      }),
    );

  command('submit', "put a module and its receipt into the gatekeeper's inbox")
    .argument('<name>', 'name of the submission')
    .requiredOption('--inbox <dir>', "the gatekeeper's inbox")
    .requiredOption('--wasm <file>', 'the module')
    .requiredOption('--receipt <file>', 'receipt of the module')
    .requiredOption('--developer <address>', 'the account that will store the code')
    .requiredOption('--contract <name>', 'name of the contract')
    .action((name: string, { inbox, wasm, receipt, ...wish }: SubmitFlags) =>
      report(async () => {
        const module = await readRegular(wasm, 'module', WASMD_MAX_WASM_BYTES);
        const proof = await readRegular(receipt, 'receipt', MAX_RECEIPT_BYTES);
        await submit(inbox, name, { ...wish, wasm: module, receipt: proof });
        return { submitted: name };
      }),
    );

  command('context', 'the context that a receipt must be proved with')
    .requiredOption('--chain <file>', "chain.json of the chain's folder")
    .requiredOption('--developer <address>', 'the account that will store the code')
    .requiredOption('--contract <name>', 'name of the contract')
    .action(({ chain, ...wish }: { chain: string; developer: string; contract: string }) =>
      report(async () => {
        const { chainId, gatekeeper } = await readChainFile(chain);
        return { context: contextOf({ chainId, gatekeeper, ...checkWish(wish) }) };
      }),
    );

  command('stamp', 'give a module a digest that the chain compares well, before it is proved')
    .argument('<in>', 'module')
    .argument('<out>', 'stamped module; must not be there yet')
    .action((from: string, to: string) =>
      report(async () => {
        const stamped = stampModule(await readRegular(from, 'module', WASMD_MAX_WASM_BYTES));
        await writeWhole(to, stamped);
        return { bytes: stamped.length };
      }),
    );

  command('store', "store a granted contract by the developer's own transaction")
    .requiredOption('--chain <file>', "chain.json of the chain's folder")
    .requiredOption('--key <file>', "the developer's key")
    .requiredOption('--wasm <file>', 'the module')
    .action((flags: { chain: string; key: string; wasm: string }) =>
      report(async () => {
        const wasm = await readRegular(flags.wasm, 'module', WASMD_MAX_WASM_BYTES);
        const developer = await readKey(flags.key);
        return storeCode(await connect(await readChainFile(flags.chain)), developer, wasm);
      }),
    );
  return program;
}

function several(value: string, before: string[]): string[] {
  return [...before, value];
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 65535)
    throw new InvalidArgumentError('a port is 1 to 65535');
  return value;
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
