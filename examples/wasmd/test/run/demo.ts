/** What the tests' run is about. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { imageListDigest, knownImages } from '../../../../verifier/src/index.js';
import { contextOf } from '../../src/context.js';
import type { GatePolicy } from '../../src/gatekeeper/gatePolicy.js';
import { keyNamed } from './keys.js';

/** A path within this example. */
export const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** ID of the tests' chain. */
export const CHAIN_ID = 'zkcwasm-one';
/** What the developer calls the contract. */
export const CONTRACT = 'counter';

/** The contract, its receipt for the tests' chain, what it is told, and what it answers. */
export const FIXTURE = {
  wasm: here('contract/counter.wasm'),
  receipt: here('contract/counter.receipt'),
  instantiate: { start: 40 },
  execute: { add: 2 },
  query: { count: {} },
  answer: { count: 42 },
};

export const contract = (): Uint8Array => new Uint8Array(readFileSync(FIXTURE.wasm));

/** A committed file of artifacts/receipts. */
export const committed = (file: string): Uint8Array =>
  new Uint8Array(readFileSync(here(`../../artifacts/receipts/${file}`)));

/** What the tests' gatekeeper asks for. */
export async function demoPolicy(): Promise<GatePolicy> {
  return {
    maxCycles: '2000000000',
    imageList: imageListDigest(await knownImages()),
  };
}

/** The context that the contract's receipt is bound to. */
export async function demoContext(): Promise<string> {
  const [gatekeeper, developer] = await Promise.all([keyNamed('gatekeeper'), keyNamed('developer')]);
  return contextOf({
    chainId: CHAIN_ID,
    gatekeeper: gatekeeper.address,
    developer: developer.address,
    contract: CONTRACT,
  });
}
