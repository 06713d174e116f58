import { MsgGrant } from 'cosmjs-types/cosmos/authz/v1beta1/tx';
import { StoreCodeAuthorization } from 'cosmjs-types/cosmwasm/wasm/v1/authz';
import { Timestamp } from 'cosmjs-types/google/protobuf/timestamp';
import { type Connection, send } from '../chain/connect.js';
import type { Key } from '../keys/key.js';
import { checkFoldedStrength } from './foldedStrength.js';

/** Where a grant is on the chain. */
export interface Granted {
  transaction: string;
  height: number;
}

/**
 * Lets a developer store exactly the codes with these hashes in the gatekeeper's name. A grant replaces the one before it, so
 * `digests` are all that shall be open.
 *
 * @param digests SHA-256 of modules, 32 bytes each; at least one, none twice
 * @param until when it ends, milliseconds since 1970
 * @throws GateError `gate/weak-digest`, `chain/refused`, `chain/unreachable`
 */
export async function grantCode(
  connection: Connection,
  gatekeeper: Key,
  developer: string,
  digests: readonly Uint8Array[],
  until: number,
): Promise<Granted> {
  for (const digest of digests) checkFoldedStrength(digest);
  const sent = await send(connection, gatekeeper, [
    grantMessage(gatekeeper.address, developer, digests, until),
  ]);
  return { transaction: sent.transactionHash, height: sent.height };
}

/** The message of `grantCode`, which checks nothing. */
export function grantMessage(
  granter: string,
  grantee: string,
  digests: readonly Uint8Array[],
  until: number,
): { typeUrl: string; value: MsgGrant } {
  const authorization = StoreCodeAuthorization.fromPartial({
    grants: digests.map((codeHash) => ({ codeHash })),
  });
  return {
    typeUrl: MsgGrant.typeUrl,
    value: MsgGrant.fromPartial({
      granter,
      grantee,
      grant: {
        authorization: {
          typeUrl: StoreCodeAuthorization.typeUrl,
          value: StoreCodeAuthorization.encode(authorization).finish(),
        },
        expiration: Timestamp.fromPartial({ seconds: BigInt(Math.floor(until / 1000)) }),
      },
    }),
  };
}
