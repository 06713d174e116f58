/** Keys that validators vote with: sr25519, in the signing context `substrate`. */
import { getPublicKey, secretFromSeed, sign, verify } from '@scure/sr25519';
import { toHex } from '@zkcwasm/verifier';

/** A validator's public key, 64 lower-case hex digits. */
export type ValidatorKey = string;

/** Says whether a signature holds. Never throws: whatever is no valid key or signature does not hold. */
export type VerifySignature = (message: Uint8Array, signature: Uint8Array, key: Uint8Array) => boolean;

/** sr25519, as validators sign. */
export const verifySr25519: VerifySignature = (message, signature, key) => {
  try {
    return signature.length === 64 && key.length === 32 && verify(message, signature, key);
  } catch {
    return false;
  }
};

/** Signs for those validators whose keys the node has. */
export interface Keystore {
  /** Whether the node can sign for this validator. */
  has(key: ValidatorKey): boolean;
  /** The signature, 64 bytes; undefined where the key is gone. It may throw as well. */
  sign(key: ValidatorKey, message: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** A keystore in memory, of 32-byte seeds. */
export function memoryKeystore(...seeds: readonly Uint8Array[]): Keystore & { keys: ValidatorKey[] } {
  const secrets = new Map(
    seeds.map((seed) => {
      const secret = secretFromSeed(seed);
      return [toHex(getPublicKey(secret)), secret] as const;
    }),
  );
  return {
    keys: [...secrets.keys()],
    has: (key) => secrets.has(key),
    sign: (key, message) => {
      const secret = secrets.get(key);
      return secret === undefined ? undefined : sign(secret, message);
    },
  };
}
