/** A one-node chain as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Comet38Client, HttpClient } from '@cosmjs/tendermint-rpc';
import { toHex } from '@zkcwasm/verifier';
import { writeWhole } from '@zkcwasm/verifier/node';
import { GateError } from '../errors.js';
import { within } from '../within.js';
import { buildWasmd } from './build.js';
import { type ChainSetup, setUpChain } from './genesis.js';
import type { ChainFile } from './identity.js';
import { checkPort } from './ports.js';

/** How to run a chain. */
export interface ChainOptions extends ChainSetup {
  /** Folder of the chain; made where it is not there. */
  home: string;
  /** Port of the node's RPC, on this machine only. */
  port: number;
  /** Milliseconds until a block must have been made. */
  patience?: number;
  tell?: (line: string) => void;
}

/** A running chain. */
export interface Chain {
  file: ChainFile;
  /** Where `file` is written. */
  path: string;
  pid: number;
  /** Rejects with `chain/died` when the process ends without `stop`; never resolves before `stop`. */
  ended: Promise<void>;
  /** Ends the process: by SIGTERM, or at once. */
  stop(how?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Bytes of a log that are read at most, once its node has ended. */
const LOG_BYTES = 1 << 20;
/** Milliseconds that a node gets to end. */
const STOP_MS = 20_000;

/**
 * Starts a chain, builds wasmd and makes the genesis where that was not done yet, and waits until it makes blocks.
 *
 * @throws GateError as `buildWasmd` and `setUpChain`; `chain/port-taken`, `chain/home-in-use`, `chain/died`, `chain/silent`
 */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const { home, port, chainId, gatekeeper, patience = 120_000, tell } = options;
  await checkPort(port);
  const program = await buildWasmd(tell === undefined ? {} : { tell });
  await setUpChain(program, home, options);
  await checkPort(port);
  const log = join(home, 'chain.log');
  const file = await open(log, 'a');
  const since = (await file.stat()).size;
  const rpc = `http://127.0.0.1:${port}`;
  const child = spawn(program, ['start', '--home', home, ...listenOn(port)], {
    stdio: ['ignore', file.fd, file.fd],
  });
  const over = endOf(child);
  await file.close();
  // The chain does not outlive this process, however that ends of itself.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let stopping = false;
  const ended = over.then(async (how) => {
    process.off('exit', kill);
    if (stopping) return;
    // Whoever runs the chain of this folder writes to the same file meanwhile.
    const said = await saidSince(log, since);
    if (/resource temporarily unavailable/.test(said)) {
      throw new GateError('chain/home-in-use', `another process runs the chain of ${home}`);
    }
    throw new GateError(
      'chain/died',
      `the chain ended by itself (${how}); the end of ${log}: ${said.trim().slice(-600)}`,
    );
  });
  // Whoever waits for it hears of it; nobody has to.
  ended.catch(() => undefined);
  const stop = async (how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    stopping = true;
    child.kill(how);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await over;
    clearTimeout(late);
  };
  try {
    const firstBlock = await Promise.race([
      firstBlockOf(rpc, patience),
      ended.then(() => Promise.reject(new GateError('chain/died', 'the chain was stopped'))),
    ]);
    const chain: ChainFile = { chainId, rpc, firstBlock, gatekeeper };
    const path = join(home, 'chain.json');
    await writeWhole(path, Buffer.from(`${JSON.stringify(chain)}\n`), { overwrite: true });
    return { file: chain, path, pid: child.pid ?? 0, ended, stop };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}

/** What was written to a log from a place on, or its last `LOG_BYTES`; nothing where it cannot be read. */
async function saidSince(log: string, since: number): Promise<string> {
  try {
    const file = await open(log, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(since, size - LOG_BYTES);
      const bytes = Buffer.alloc(Math.max(0, size - from));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

/** How a process ended: exit code, signal, or why it did not start. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal ?? `exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function listenOn(port: number): string[] {
  const off = ['--grpc.enable=false', '--grpc-web.enable=false', '--api.enable=false'];
  // The one node has no peers; port 0 is any free one.
  return [
    '--rpc.laddr',
    `tcp://127.0.0.1:${port}`,
    '--p2p.laddr',
    'tcp://127.0.0.1:0',
    '--minimum-gas-prices',
    '0stake',
    ...off,
  ];
}

/**
 * Hash of block 1, once this process has made a block itself: before that, a node that was started again checks the
 * signatures of transactions as if they stood in the genesis, where accounts have no numbers, and refuses them.
 */
async function firstBlockOf(rpc: string, patience: number): Promise<string> {
  const deadline = Date.now() + patience;
  const comet = Comet38Client.create(new HttpClient(rpc));
  let before: number | undefined;
  while (Date.now() < deadline) {
    try {
      const { latestBlockHeight } = (await within(5_000, comet.status())).syncInfo;
      before ??= latestBlockHeight;
      if (latestBlockHeight > before) {
        return toHex((await within(5_000, comet.block(1))).blockId.hash).toUpperCase();
      }
    } catch {
      // Not yet.
    }
    await sleep(200);
  }
  throw new GateError('chain/silent', `the chain made no block within ${patience} ms`);
}
