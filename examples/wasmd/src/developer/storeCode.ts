import { MsgExec } from 'cosmjs-types/cosmos/authz/v1beta1/tx';
import { MsgStoreCode } from 'cosmjs-types/cosmwasm/wasm/v1/tx';
import { type Connection, send } from '../chain/connect.js';
import { GateError } from '../errors.js';
import type { Key } from '../keys/key.js';

/** Code on the chain. */
export interface StoredCode {
  codeId: number;
  transaction: string;
}

/**
 * Stores code by the developer's own transaction, in the gatekeeper's name: the chain looks for a grant to the developer and
 * holds the file's hash against it.
 *
 * @throws GateError `chain/refused`, `chain/unreachable`
 */
export async function storeCode(
  connection: Connection,
  developer: Key,
  wasm: Uint8Array,
): Promise<StoredCode> {
  const store = MsgStoreCode.fromPartial({ sender: connection.chain.gatekeeper, wasmByteCode: wasm });
  const message = {
    typeUrl: MsgExec.typeUrl,
    value: MsgExec.fromPartial({
      grantee: developer.address,
      msgs: [{ typeUrl: MsgStoreCode.typeUrl, value: MsgStoreCode.encode(store).finish() }],
    }),
  };
  return storedBy(await send(connection, developer, [message]));
}

/**
 * Stores code in one's own name, which this chain lets only the gatekeeper do.
 *
 * @throws GateError `chain/refused`, `chain/unreachable`
 */
export async function storeCodeOwn(connection: Connection, key: Key, wasm: Uint8Array): Promise<StoredCode> {
  const value = MsgStoreCode.fromPartial({ sender: key.address, wasmByteCode: wasm });
  return storedBy(await send(connection, key, [{ typeUrl: MsgStoreCode.typeUrl, value }]));
}

function storedBy({
  events,
  transactionHash,
}: {
  events: readonly { type: string; attributes: readonly { key: string; value: string }[] }[];
  transactionHash: string;
}): StoredCode {
  for (const { type, attributes } of events) {
    const id = type === 'store_code' ? attributes.find(({ key }) => key === 'code_id') : undefined;
    if (id !== undefined) return { codeId: Number(id.value), transaction: transactionHash };
  }
  throw new GateError('chain/refused', `transaction ${transactionHash} stored no code`);
}
