import { CosmWasmClient, SigningCosmWasmClient, wasmTypes } from '@cosmjs/cosmwasm';
import { type EncodeObject, Registry } from '@cosmjs/proto-signing';
import { type DeliverTxResponse, defaultRegistryTypes, isDeliverTxFailure } from '@cosmjs/stargate';
import { Comet38Client, HttpClient } from '@cosmjs/tendermint-rpc';
import { toHex } from '@zkcwasm/verifier';
import { MsgStoreAndInstantiateContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx';
import { GateError } from '../errors.js';
import type { Key } from '../keys/key.js';
import { within } from '../within.js';
import type { ChainFile } from './identity.js';

/** Milliseconds that a node gets for an answer. */
const ANSWER_MS = 30_000;
/** Milliseconds until a block must have a transaction. */
const BLOCK_WAIT_MS = 90_000;

/** A connection to the right chain. */
export interface Connection {
  chain: ChainFile;
  comet: Comet38Client;
  client: CosmWasmClient;
}

/**
 * Connects to the node of a chain, and to no other chain.
 *
 * @throws GateError `chain/unreachable`, `chain/other-chain`, `chain/other-genesis`
 */
export async function connect(chain: ChainFile): Promise<Connection> {
  const comet = Comet38Client.create(new HttpClient(chain.rpc));
  const { network, first } = await reaching(chain.rpc, async () => ({
    network: (await comet.status()).nodeInfo.network,
    first: toHex((await comet.block(1)).blockId.hash).toUpperCase(),
  }));
  if (network !== chain.chainId) {
    throw new GateError(
      'chain/other-chain',
      `the node at ${chain.rpc} is on chain ${network}, not ${chain.chainId}`,
    );
  }
  if (first !== chain.firstBlock) {
    throw new GateError(
      'chain/other-genesis',
      `the node at ${chain.rpc} is on a chain ${network} whose first block is ${first}, not ${chain.firstBlock}`,
      { hint: 'It began from another genesis. Was the chain made anew? Then take its new chain file.' },
    );
  }
  return { chain, comet, client: await CosmWasmClient.create(comet) };
}

/**
 * Runs requests to a node.
 *
 * @throws GateError `chain/unreachable` where they fail
 */
export async function reaching<Result>(rpc: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await within(ANSWER_MS, work());
  } catch (error) {
    throw new GateError('chain/unreachable', `the node at ${rpc} does not answer: ${whyOf(error)}`, {
      hint: 'Is the chain running?',
      cause: error,
    });
  }
}

/** Why a request failed: `fetch` hides it one level down. */
export function whyOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? `${message} (${cause.message})` : message;
}

/**
 * Sends one transaction and waits until a block has it. Gas costs nothing on this chain; the limit is generous.
 *
 * @throws GateError `chain/refused` with the chain's own words, `chain/unreachable`
 */
export async function send(
  { chain, comet }: Connection,
  { wallet, address }: Key,
  messages: readonly EncodeObject[],
): Promise<DeliverTxResponse> {
  const registry = new Registry([...defaultRegistryTypes, ...wasmTypes]);
  // The library's own list lacks this one.
  registry.register(MsgStoreAndInstantiateContract.typeUrl, MsgStoreAndInstantiateContract);
  const signer = await SigningCosmWasmClient.createWithSigner(comet, wallet, {
    registry,
    broadcastTimeoutMs: BLOCK_WAIT_MS,
  });
  let sent: DeliverTxResponse;
  try {
    const sending = signer.signAndBroadcast(address, messages, { amount: [], gas: '50000000' });
    sent = await within(2 * BLOCK_WAIT_MS, sending);
  } catch (error) {
    if ((error as Error).name === 'BroadcastTxError' || 'codespace' in (error as object)) {
      throw refused((error as { log?: string }).log ?? (error as Error).message, error);
    }
    throw new GateError(
      'chain/unreachable',
      `a transaction did not get into ${chain.chainId}: ${whyOf(error)}`,
      {
        cause: error,
      },
    );
  }
  if (isDeliverTxFailure(sent)) throw refused(sent.rawLog ?? `code ${sent.code}`);
  return sent;
}

function refused(log: string, cause?: unknown): GateError {
  // The log of a panic has the whole stack behind it.
  return new GateError('chain/refused', `the chain refused the transaction: ${log.slice(0, 600)}`, { cause });
}
