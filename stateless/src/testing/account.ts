import { ed25519 } from '@noble/curves/ed25519.js';
import { signTransaction, type Transaction } from '../chain/transaction.js';
import { sha256 } from '../util/sha256.js';

/** Someone who signs, in tests and simulations: the key follows from the name, so it is no secret. */
export class TestAccount {
  readonly #secret: Uint8Array;
  /** Public key, which is who the sender is to contracts. */
  readonly id: Uint8Array;

  constructor(readonly name: string) {
    this.#secret = sha256(Buffer.from(`account ${name}`));
    this.id = ed25519.getPublicKey(this.#secret);
  }

  /** @throws BlockError as `signTransaction` */
  sign(body: Omit<Transaction, 'sender' | 'signature'>, environment: Uint8Array): Transaction {
    return signTransaction(body, this.#secret, environment);
  }
}
