/**
 * Key files: an ed25519 key, encrypted with AES-256-GCM under a key that scrypt makes of a password. What the file says of
 * itself is authenticated with it, so that nothing in it can be changed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import * as z from 'zod';
import { signTransaction } from '../chain/transaction.js';
import type { Signer } from '../client/client.js';
import { KeystoreError } from '../errors/base.js';
import { keyText } from '../util/bytes.js';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const schema = z.strictObject({
  version: z.literal(1),
  scheme: z.literal('ed25519'),
  /** Public key. */
  account: hex(32),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    log2N: z.int().min(1).max(63),
    r: z.literal(8),
    p: z.literal(1),
    salt: hex(32),
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), nonce: hex(12), text: hex(32), tag: hex(16) }),
});
export type KeyFile = z.infer<typeof schema>;

/** Work that a new key file asks for: 128 MiB of memory. */
export const DEFAULT_LOG2_N = 17;
/** Most that one may ask for: 1 GiB. */
export const MAX_LOG2_N = 20;
/** Largest key file, bytes. */
export const MAX_KEY_FILE_BYTES = 4096;

/** Someone whose key is at hand. */
export class Account implements Signer {
  readonly id: Uint8Array;
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
    this.id = ed25519.getPublicKey(secret);
  }

  static random(): Account {
    return new Account(ed25519.utils.randomSecretKey());
  }

  sign(...[body, environment]: Parameters<Signer['sign']>): ReturnType<Signer['sign']> {
    return signTransaction(body, this.#secret, environment);
  }

  /** @param log2N how much work opening takes: memory is 2^log2N KiB */
  async encrypt(password: string, log2N: number = DEFAULT_LOG2_N): Promise<Uint8Array> {
    const kdf = {
      name: 'scrypt' as const,
      log2N,
      r: 8 as const,
      p: 1 as const,
      salt: randomBytes(32).toString('hex'),
    };
    const head = { version: 1 as const, scheme: 'ed25519' as const, account: keyText(this.id), kdf };
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', await keyOf(password, kdf), nonce);
    cipher.setAAD(aadOf(head));
    const text = Buffer.concat([cipher.update(this.#secret), cipher.final()]).toString('hex');
    const sealed = {
      name: 'aes-256-gcm',
      nonce: nonce.toString('hex'),
      text,
      tag: cipher.getAuthTag().toString('hex'),
    };
    return Buffer.from(`${JSON.stringify({ ...head, cipher: sealed }, undefined, 2)}\n`);
  }

  /** @throws KeystoreError `keystore/malformed`, `keystore/cost`, `keystore/password` */
  static async decrypt(bytes: Uint8Array, password: string): Promise<Account> {
    const { cipher, ...head } = parseKeyFile(bytes);
    const decipher = createDecipheriv(
      'aes-256-gcm',
      await keyOf(password, head.kdf),
      Buffer.from(cipher.nonce, 'hex'),
      {
        authTagLength: 16,
      },
    );
    decipher.setAAD(aadOf(head));
    decipher.setAuthTag(Buffer.from(cipher.tag, 'hex'));
    try {
      const secret = Buffer.concat([decipher.update(Buffer.from(cipher.text, 'hex')), decipher.final()]);
      const account = new Account(new Uint8Array(secret));
      if (keyText(account.id) === head.account) return account;
    } catch {
      // It is told below.
    }
    throw new KeystoreError('keystore/password', 'the password is wrong, or the key file was changed');
  }
}

/** What a key file says of itself, which is not secret. @throws KeystoreError `keystore/malformed`, `keystore/cost` */
export function parseKeyFile(bytes: Uint8Array): KeyFile {
  if (bytes.length > MAX_KEY_FILE_BYTES) throw malformed();
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed(cause);
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw malformed(result.error);
  if (result.data.kdf.log2N > MAX_LOG2_N) {
    throw new KeystoreError(
      'keystore/cost',
      `opening the key file would take 2^${result.data.kdf.log2N} KiB of memory`,
      {
        hint: `At most 2^${MAX_LOG2_N} are taken.`,
      },
    );
  }
  return result.data;
}

function keyOf(password: string, { log2N, r, p, salt }: KeyFile['kdf']): Promise<Uint8Array> {
  const text = new TextEncoder().encode(password.normalize('NFKC'));
  return scryptAsync(text, Buffer.from(salt, 'hex'), {
    N: 2 ** log2N,
    r,
    p,
    dkLen: 32,
    maxmem: 2 ** (MAX_LOG2_N + 11),
  });
}

function aadOf({ version, scheme, account, kdf }: Omit<KeyFile, 'cipher'>): Uint8Array {
  const { name, log2N, r, p, salt } = kdf;
  return Buffer.from(JSON.stringify([version, scheme, account, name, log2N, r, p, salt]));
}

function malformed(cause?: unknown): KeystoreError {
  return new KeystoreError('keystore/malformed', 'not a key file', { cause });
}
