/**
 * A client that trusts a root and no provider: what one answers is checked under the root, and who sends what cannot be true is
 * named and not asked again.
 */
import { type BlockRecord, decodeBlockRecord } from '../chain/blockRecord.js';
import { encodeTransaction, type Transaction } from '../chain/transaction.js';
import { BlockError, ProofError, ProviderError } from '../errors/base.js';
import type { Environment } from '../execute/environment.js';
import { executeStateless } from '../execute/executors.js';
import type { UnsignedCall } from '../execute/prepare.js';
import { KeyedBackend } from '../keyed/keyedBackend.js';
import { base64Of, type Method, type ParamsJson, type Result } from '../provider/wire.js';
import { equal, keyText } from '../util/bytes.js';
import { checkForecast, type Forecast } from './checkForecast.js';
import { Transport, type TransportLimits } from './transport.js';

export interface ClientOptions {
  /** Addresses of providers, in the order in which they are asked. */
  providers: readonly string[];
  /** Root that is trusted, after which block. */
  root: Uint8Array;
  number: bigint;
  /** Id of the environment that transactions are signed for, 32 bytes. */
  environmentId: Uint8Array;
  /** What blocks and forecasts are executed with; left out: forecasts are taken as they come, and blocks cannot be followed. */
  environment?: Environment;
  backend?: KeyedBackend;
  limits?: Partial<TransportLimits>;
}

/** Who signs. */
export interface Signer {
  /** Public key, 32 bytes. */
  id: Uint8Array;
  sign(body: Omit<Transaction, 'sender' | 'signature'>, environment: Uint8Array): Transaction;
}

/** Errors that say that who sent something lies. */
const isLie = (error: unknown) => error instanceof ProofError || error instanceof BlockError;

export class StateClient {
  readonly backend: KeyedBackend;
  /** Providers that lied, with what about. */
  readonly excluded = new Map<string, ProviderError>();
  root: Uint8Array;
  number: bigint;
  readonly #transports: Transport[];

  constructor(readonly options: ClientOptions) {
    this.backend = options.backend ?? new KeyedBackend();
    this.root = options.root;
    this.number = options.number;
    this.#transports = options.providers.map((url) => new Transport(url, options.limits));
  }

  /** Values of keys, and their proof, from the first provider that proves them. @throws ProviderError `provider/none` */
  async get(
    keys: readonly Uint8Array[],
  ): Promise<{ values: Map<string, Uint8Array>; proof: Uint8Array; provider: string }> {
    const distinct = [...new Set(keys.map(keyText))];
    const params = { root: keyText(this.root), keys: distinct };
    return this.#first('getProof', params, ({ proof }, provider) => ({
      values: this.backend.verify(
        proof,
        this.root,
        distinct.map((text) => Buffer.from(text, 'hex')),
      ),
      proof,
      provider,
    }));
  }

  /** Lets a provider execute a call, and checks what it says of it. @throws ProviderError `provider/none` */
  async prepare(call: UnsignedCall): Promise<Forecast> {
    const { sender, to, fuel, input } = call;
    const params = {
      root: keyText(this.root),
      sender: keyText(sender),
      to: keyText(to),
      fuel: `${fuel}`,
      input: base64Of(input),
    };
    const { backend, root, number, options } = this;
    const trusted = { backend, root, number, environment: options.environment };
    return this.#first('prepare', params, (result, provider) =>
      checkForecast(trusted, call, result, provider),
    );
  }

  /**
   * Prepares a call, signs it with the nonce that is proved, and gives it with its witness to every provider.
   *
   * @returns its id, the forecast, and what each provider said
   * @throws ProviderError `provider/none` where none took it
   */
  async send(signer: Signer, call: Omit<UnsignedCall, 'sender'>) {
    const forecast = await this.prepare({ ...call, sender: signer.id });
    const { nonce, witness } = forecast;
    const transaction = signer.sign({ ...call, nonce }, this.options.environmentId);
    const params = { transaction: base64Of(encodeTransaction(transaction)), witness: base64Of(witness) };
    const said = new Map<string, 'taken' | ProviderError>();
    let id: string | undefined;
    for (const transport of this.#trusted()) {
      try {
        ({ id } = await transport.ask('submit', params));
        said.set(transport.url, 'taken');
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        said.set(transport.url, error);
      }
    }
    if (id === undefined) throw this.#none([...said.values()].filter((one) => one !== 'taken'));
    return { id, transaction, forecast, said };
  }

  /**
   * Moves the trusted root to the head of a provider, block by block, each executed here without a state.
   *
   * @throws ProviderError `provider/none`, whose hint says what each provider was passed over for
   */
  async catchUp(): Promise<bigint> {
    const { number } = await this.#first('status', {}, (status) => status);
    while (this.number < number) {
      const next = this.number + 1n;
      await this.#first('getBlock', { number: `${next}` }, async ({ record }) => {
        await this.accept(decodeBlockRecord(record));
      });
    }
    return this.number;
  }

  /** Takes the next block, if it holds. @throws ProofError, BlockError where it does not; ProviderError `client/root` */
  async accept({ block, diff, receiptsDigest }: BlockRecord): Promise<void> {
    const { environment } = this.options;
    if (environment === undefined) {
      throw new ProviderError(
        'client/root',
        'without an environment no block can be executed, and so no root be trusted',
        {
          hint: 'Name a root that is trusted otherwise.',
        },
      );
    }
    if (block.number !== this.number + 1n) {
      throw new BlockError(
        'block/malformed',
        `block ${block.number} stands where ${this.number + 1n} belongs`,
      );
    }
    if (!equal(diff.preRoot, this.root)) {
      // No lie: which branch counts is for a consensus to say, and not for who has a root of one.
      throw new ProviderError(
        'client/root',
        `block ${block.number} follows on another root than the trusted one`,
        {
          hint: 'The chain was reorganised, or the provider has another: name a root that is trusted now.',
        },
      );
    }
    const executed = await executeStateless(this.backend, this.root, diff.witness, block, environment);
    if (!equal(executed.postRoot, diff.postRoot) || !equal(executed.receiptsDigest, receiptsDigest)) {
      throw new ProofError('proof/root-mismatch', `block ${block.number} does not do what it says`);
    }
    this.root = executed.postRoot;
    this.number = block.number;
  }

  /** What every provider says that its head is: for who compares them. */
  async compare(): Promise<Map<string, Result<'status'> | ProviderError>> {
    const found = new Map<string, Result<'status'> | ProviderError>();
    for (const transport of this.#transports) {
      const said = transport.ask('status', {}).catch((error: unknown) => {
        if (error instanceof ProviderError) return error;
        throw error;
      });
      found.set(transport.url, await said);
    }
    return found;
  }

  /** Asks one provider after the other until one gives an answer that holds. */
  async #first<M extends Method, T>(
    method: M,
    params: ParamsJson<M>,
    check: (result: Result<M>, provider: string) => T | Promise<T>,
  ): Promise<T> {
    const failures: ProviderError[] = [];
    for (const transport of this.#trusted()) {
      try {
        return await check(await transport.ask(method, params), transport.url);
      } catch (error) {
        const failure = this.#judge(transport, error);
        failures.push(failure);
      }
    }
    throw this.#none(failures);
  }

  #judge({ url }: Transport, error: unknown): ProviderError {
    if (error instanceof ProviderError) return error;
    if (!isLie(error)) throw error;
    const { shortMessage, code } = error as ProofError;
    const lie = new ProviderError('provider/lied', `the provider ${url} lied: ${shortMessage} (${code})`, {
      hint: 'It is not asked again.',
      cause: error,
    });
    this.excluded.set(url, lie);
    return lie;
  }

  #trusted(): Transport[] {
    return this.#transports.filter(({ url }) => !this.excluded.has(url));
  }

  #none(failures: readonly ProviderError[]): ProviderError {
    const known = [...new Set([...this.excluded.values(), ...failures])];
    const what = known.map(({ shortMessage }) => shortMessage).join('; ');
    return new ProviderError('provider/none', 'no provider gave an answer that holds', {
      hint: what === '' ? 'None was named.' : `${what}.`,
      cause: known[0],
    });
  }
}
