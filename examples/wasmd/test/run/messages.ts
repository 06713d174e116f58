/** Messages that only the tests send. */
import {
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgStoreAndInstantiateContract,
} from 'cosmjs-types/cosmwasm/wasm/v1/tx';

const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const messages = {
  instantiate: (sender: string, codeId: number, label: string, msg: object) => ({
    typeUrl: MsgInstantiateContract.typeUrl,
    value: MsgInstantiateContract.fromPartial({ sender, codeId: BigInt(codeId), label, msg: json(msg) }),
  }),
  execute: (sender: string, contract: string, msg: object) => ({
    typeUrl: MsgExecuteContract.typeUrl,
    value: MsgExecuteContract.fromPartial({ sender, contract, msg: json(msg) }),
  }),
  storeAndInstantiate: (authority: string, wasmByteCode: Uint8Array) => ({
    typeUrl: MsgStoreAndInstantiateContract.typeUrl,
    value: MsgStoreAndInstantiateContract.fromPartial({
      authority,
      wasmByteCode,
      label: 'a',
      msg: json({ start: 1 }),
    }),
  }),
  /** Address of the contract that a transaction made. */
  contractIn(
    events: readonly { type: string; attributes: readonly { key: string; value: string }[] }[],
  ): string {
    for (const { type, attributes } of events) {
      const found = attributes.find(({ key }) => key === '_contract_address');
      if (type === 'instantiate' && found !== undefined) return found.value;
    }
    throw new Error('no contract was made');
  },
};
