/** Who takes part in the tests' run. The keys are known to everybody who reads this: never use them elsewhere. */
import { sha256 } from '../../../../verifier/src/node.js';
import { type Key, keyOf } from '../../src/keys/key.js';

/** The private key of somebody in the tests, 32 bytes. */
export const secretNamed = (name: string): Uint8Array =>
  sha256(new TextEncoder().encode(`zkcwasm example wasmd: ${name}`));

/** The key of somebody in the tests. */
export const keyNamed = (name: string): Promise<Key> => keyOf(secretNamed(name));
