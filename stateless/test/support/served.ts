/** A state provider on a port of this machine, with the token and some accounts. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { token } from '../../../testkit/statelessContracts.js';
import { UnprovedCode } from '../../src/code/codeSource.js';
import { fieldKey, mapKey } from '../../src/contract/words.js';
import { numberValue } from '../../src/execute/cell.js';
import type { Environment } from '../../src/execute/environment.js';
import type { Machine } from '../../src/host/machine.js';
import { Ledger } from '../../src/provider/ledger.js';
import { makeServer, type ServerLimits } from '../../src/provider/server.js';
import { StateService } from '../../src/provider/service.js';
import { TestAccount } from '../../src/testing/account.js';
import { keyText } from '../../src/util/bytes.js';
import { ENVIRONMENT_ID } from './world.js';

export const PEOPLE = ['a', 'b', 'c', 'd', 'e'].map((name) => new TestAccount(name)) as [
  TestAccount,
  TestAccount,
  TestAccount,
  TestAccount,
  TestAccount,
];

export const balanceKey = ({ id }: { id: Uint8Array }): Uint8Array => mapKey(token.hash, 6n, id);

export function genesis(): Map<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>();
  entries.set(keyText(fieldKey(token.hash, 4n)), numberValue(5_000n));
  entries.set(keyText(fieldKey(token.hash, 5n)), numberValue(1n));
  for (const account of PEOPLE) entries.set(keyText(balanceKey(account)), numberValue(1_000n));
  return entries;
}

export function environmentWith(machine: Machine): Environment {
  const code = new UnprovedCode().add(token.hash, { kind: 'wasm', bytes: token.wasm });
  return { id: ENVIRONMENT_ID, maxTransactionFuel: 10_000_000n, maxBlockFuel: 100_000_000n, code, machine };
}

export async function serve(machine: Machine, limits: Partial<ServerLimits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stateless-served-'));
  const environment = environmentWith(machine);
  const ledger = await Ledger.open(join(folder, 'chain'), environment, genesis());
  const service = new StateService(ledger);
  const server = makeServer(service, limits);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const close = async () => {
    await server.close();
    await ledger.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, environment, ledger, service, server, url, close };
}
