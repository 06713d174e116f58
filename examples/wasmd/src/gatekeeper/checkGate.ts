import { createProtobufRpcClient, QueryClient } from '@cosmjs/stargate';
import { QueryClientImpl } from 'cosmjs-types/cosmwasm/wasm/v1/query';
import { AccessType } from 'cosmjs-types/cosmwasm/wasm/v1/types';
import { type Connection, reaching } from '../chain/connect.js';
import { GateError } from '../errors.js';

/**
 * Checks that the chain lets the gatekeeper upload code and nobody else: with an open gate, receipts would be for show.
 *
 * @throws GateError `chain/gate-open`, `chain/unreachable`
 */
export async function checkGate({ chain, comet }: Connection): Promise<void> {
  const query = new QueryClientImpl(createProtobufRpcClient(new QueryClient(comet)));
  const { params } = await reaching(chain.rpc, () => query.Params({}));
  const access = params.codeUploadAccess;
  const closed =
    access.permission === AccessType.ACCESS_TYPE_ANY_OF_ADDRESSES &&
    access.addresses.length === 1 &&
    access.addresses[0] === chain.gatekeeper;
  if (closed) return;
  throw new GateError(
    'chain/gate-open',
    `chain ${chain.chainId} lets others upload code than ${chain.gatekeeper} alone`,
    {
      hint: "The chain's governance may have changed code_upload_access.",
    },
  );
}
