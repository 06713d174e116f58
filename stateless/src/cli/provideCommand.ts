import type { AddressInfo } from 'node:net';
import { ZkcwasmError } from '@zkcwasm/verifier';
import { visibleError } from '@zkcwasm/verifier/internal';
import type { Command } from 'commander';
import { readDescription } from '../deploy/description.js';
import { UsageError } from '../errors/base.js';
import { Ledger } from '../provider/ledger.js';
import { makeServer } from '../provider/server.js';
import { StateService } from '../provider/service.js';
import { keyText } from '../util/bytes.js';
import { startEnvironment } from './environmentOption.js';
import { numberOption } from './numberOption.js';
import { orFail, printJson } from './orFail.js';

interface Options {
  environment: string;
  folder: string;
  store: string;
  modules: string;
  host: string;
  port: string;
  sealEvery: string;
}

/** Adds `provide`: a state provider, which makes the blocks as well. Ends with SIGINT or SIGTERM. */
export function addProvideCommand(program: Command): void {
  program
    .command('provide')
    .description(
      'hold a state and serve it: proofs, prepared calls, blocks; make blocks of the transactions that are submitted',
    )
    .requiredOption('--environment <file>', 'the environment (JSON)')
    .option('--folder <folder>', 'folder in which the chain is kept', 'chain')
    .option('--store <folder>', 'the store of accepted code', 'store')
    .option('--modules <folder>', 'modules accepted by their bounds', 'modules')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes any free port', '8546')
    .option('--seal-every <ms>', 'milliseconds between blocks of waiting transactions; 0 makes none', '1000')
    .action((options: Options) => orFail(() => provide(options)));
}

async function provide(options: Options): Promise<void> {
  const { folder, host } = options;
  const port = numberOption(options.port, '--port');
  if (!Number.isInteger(port) || port > 65_535)
    throw new UsageError('usage/invalid', 'there is no such port');
  const every = numberOption(options.sealEvery, '--seal-every');
  const { environment, machine } = await startEnvironment(
    await readDescription(options.environment),
    options,
  );
  const closing: (() => Promise<unknown>)[] = [() => machine.close()];
  try {
    const ledger = await Ledger.open(folder, environment);
    closing.unshift(() => ledger.close());
    const service = new StateService(ledger);
    const server = makeServer(service);
    closing.unshift(() => server.close());
    await server.listen({ host, port }).catch((cause: Error) => {
      throw new UsageError('usage/invalid', `cannot listen on ${host}:${port}: ${cause.message}`, { cause });
    });
    const { port: bound } = server.server.address() as AddressInfo;
    const { number, root } = ledger.head;
    printJson({
      url: `http://${host}:${bound}`,
      environment: keyText(environment.id),
      number,
      root: keyText(root),
    });
    await sealUntilStopped(service, every);
  } finally {
    for (const close of closing) await close();
  }
}

/** One block after the other; what fails is told, and tried again. */
async function sealUntilStopped(service: StateService, every: number): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<true>((resolve) => {
    stop = () => resolve(true);
  });
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const wait = () =>
    new Promise<false>((resolve) => {
      if (every > 0) setTimeout(() => resolve(false), every);
    });
  while (!(await Promise.race([stopped, wait()]))) {
    try {
      await service.seal();
    } catch (error) {
      if (!(error instanceof ZkcwasmError)) throw error;
      process.stderr.write(`no block ${visibleError(error)}`);
    }
  }
  process.removeListener('SIGINT', stop);
  process.removeListener('SIGTERM', stop);
}
