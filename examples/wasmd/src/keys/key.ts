import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { DirectSecp256k1Wallet } from '@cosmjs/proto-signing';
import { fromHex } from '@zkcwasm/verifier/internal';
import { GateError } from '../errors.js';
import { readRegular } from '../files.js';

/** wasmd's prefix of addresses. */
export const ADDRESS_PREFIX = 'wasm';

/** A key that signs transactions. */
export interface Key {
  wallet: DirectSecp256k1Wallet;
  /** bech32. */
  address: string;
}

/**
 * @param secret 32 bytes
 * @throws GateError `key/malformed` where they are no private key of secp256k1
 */
export async function keyOf(secret: Uint8Array): Promise<Key> {
  try {
    const wallet = await DirectSecp256k1Wallet.fromKey(secret, ADDRESS_PREFIX);
    const [account] = await wallet.getAccounts();
    if (account === undefined) throw new Error('no account');
    return { wallet, address: account.address };
  } catch {
    // Whatever the library says may hold the secret.
    throw new GateError('key/malformed', 'not a private key of secp256k1');
  }
}

/**
 * Reads a key file: 64 hex digits and a line end, readable by its owner alone.
 *
 * @throws GateError `key/missing`, `key/exposed`, `key/malformed`, `file/unreadable`
 */
export async function readKey(path: string): Promise<Key> {
  const mode = await stat(path).then(
    (found) => found.mode,
    () => undefined,
  );
  if (mode === undefined) {
    throw new GateError('key/missing', `there is no key file ${path}`, {
      hint: 'Make one: zkcwasm-wasmd key new FILE.',
    });
  }
  const bytes = await readRegular(path, 'key file', 80);
  if ((mode & 0o077) !== 0) {
    throw new GateError('key/exposed', `others than its owner may read the key file ${path}`, {
      hint: `chmod 600 ${path}`,
    });
  }
  const text = new TextDecoder().decode(bytes).trimEnd();
  const secret = fromHex(text, 32);
  if (secret === undefined) {
    throw new GateError('key/malformed', `the key file ${path} does not hold 64 lower-case hex digits`);
  }
  return keyOf(secret);
}

/**
 * Makes a key and its file; one that is there is left alone.
 *
 * @throws GateError `file/unwritable`
 */
export async function makeKey(path: string): Promise<Key> {
  const secret = randomBytes(32);
  const key = await keyOf(secret);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${secret.toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new GateError('file/unwritable', `cannot write the key file ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return key;
}
