/** The node's side of pre-checking: watches leaves, has new codes judged, and votes, once a session and code. */
import { RuntimeApiError } from '../../errors/base.js';
import type { CodeHash } from '../codeHash.js';
import type { Outcome } from '../judge/outcome.js';
import type { Keystore, ValidatorKey } from '../keys.js';
import { type Statement, signingPayload } from '../statement.js';
import type { RuntimeApi } from './runtimeApi.js';
import { type BlockHash, InterestView } from './view.js';

/** Which leaves come and go. */
export interface LeavesUpdate {
  activated?: { hash: BlockHash; number: number };
  deactivated?: readonly BlockHash[];
}

/** Has a code judged. It may take long, and whatever it throws is a failure to judge. */
export type Check = (code: CodeHash, leaf: BlockHash, signal: AbortSignal) => Promise<Outcome>;

/** What is told to who wants to know: logs, metrics, the page of a daemon. */
export interface Observer {
  observed?(newcomers: readonly CodeHash[], left: number): void;
  judged?(code: CodeHash, outcome: Outcome, inView: boolean): void;
  voted?(statement: Statement): void;
  /** What did not work, and was lived with. */
  trouble?(what: 'pending' | 'session' | 'validators' | 'sign' | 'submit', error: unknown): void;
}

/** What the subsystem works with. */
export interface SubsystemOptions {
  runtime: RuntimeApi;
  keystore: Keystore;
  check: Check;
  observer?: Observer;
}

/** As whom the node votes, in one session. */
interface Credentials {
  key: ValidatorKey;
  index: number;
}

/** Watches leaves, has codes judged, and votes; takes one thing at a time, in the order in which they come. */
export class PrecheckSubsystem {
  readonly #options: SubsystemOptions;
  readonly #view = new InterestView();
  readonly #voted = new Set<CodeHash>();
  readonly #stop = new AbortController();
  #credentials: Credentials | undefined;
  #recent: { hash: BlockHash; number: number } | undefined;
  #session: number | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SubsystemOptions) {
    this.#options = options;
  }

  /** Takes a change of leaves; settles when it has been dealt with. Checks that it starts go on beside it. */
  updateLeaves(update: LeavesUpdate): Promise<void> {
    return this.#enqueue(() => this.#onLeaves(update));
  }

  /** Ends: no vote after this, and checks under way are told to stop. Settles when nothing is under way. */
  async conclude(): Promise<void> {
    this.#stop.abort();
    await this.#queue;
  }

  /** One thing at a time, in the order in which they come. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(() => (this.#stop.signal.aborted ? undefined : work()));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #onLeaves({ activated, deactivated = [] }: LeavesUpdate): Promise<void> {
    const pending = activated === undefined ? undefined : await this.#pending(activated.hash);
    if (activated === undefined || pending === undefined) {
      this.#observed(this.#view.update(undefined, deactivated));
      return;
    }
    const started = await this.#newSession(activated.hash);
    if (this.#recent === undefined || activated.number >= this.#recent.number) this.#recent = activated;
    const change = this.#view.update({ leaf: activated.hash, pending }, deactivated);
    this.#observed(change);
    for (const code of change.newcomers) this.#startCheck(code, activated.hash);
    if (started === undefined) return;
    this.#session = started.session;
    this.#voted.clear();
    this.#credentials = started.credentials;
    for (const { code, accept } of this.#view.judgements()) await this.#vote(code, accept);
  }

  /** Codes pending at a leaf: none where the chain cannot be asked; undefined where it has no pre-checking. */
  async #pending(leaf: BlockHash): Promise<readonly CodeHash[] | undefined> {
    try {
      return await this.#options.runtime.pendingCodes(leaf);
    } catch (error) {
      if (error instanceof RuntimeApiError && error.code === 'runtime-api/not-supported') return undefined;
      this.#options.observer?.trouble?.('pending', error);
      return [];
    }
  }

  /** The session at a leaf, if it is later than any before, and as whom the node votes in it. */
  async #newSession(
    leaf: BlockHash,
  ): Promise<{ session: number; credentials: Credentials | undefined } | undefined> {
    let session: number;
    try {
      session = await this.#options.runtime.sessionIndexForChild(leaf);
    } catch (error) {
      this.#options.observer?.trouble?.('session', error);
      return undefined;
    }
    if (this.#session !== undefined && session <= this.#session) return undefined;
    return { session, credentials: await this.#credentialsAt(leaf) };
  }

  async #credentialsAt(leaf: BlockHash): Promise<Credentials | undefined> {
    try {
      const validators = await this.#options.runtime.validators(leaf);
      const index = validators.findIndex((key) => this.#options.keystore.has(key));
      const key = validators[index];
      return key === undefined ? undefined : { key, index };
    } catch (error) {
      this.#options.observer?.trouble?.('validators', error);
      return undefined;
    }
  }

  #startCheck(code: CodeHash, leaf: BlockHash): void {
    const { check } = this.#options;
    const failed = (error: unknown): Outcome => ({
      kind: 'failed',
      because: { kind: 'judge-error', message: error instanceof Error ? error.message : String(error) },
    });
    void Promise.resolve()
      .then(() => check(code, leaf, this.#stop.signal))
      .catch(failed)
      .then((outcome) => this.#enqueue(() => this.#onOutcome(code, outcome)));
  }

  async #onOutcome(code: CodeHash, outcome: Outcome): Promise<void> {
    // Who could not judge votes against: nobody is punished for it, and a vote decides sooner than none.
    const accept = outcome.kind === 'valid';
    const inView = this.#view.judge(code, accept);
    this.#options.observer?.judged?.(code, outcome, inView);
    if (inView) await this.#vote(code, accept);
  }

  async #vote(code: CodeHash, accept: boolean): Promise<void> {
    const [credentials, recent, sessionIndex] = [this.#credentials, this.#recent, this.#session];
    if (credentials === undefined || recent === undefined || sessionIndex === undefined) return;
    // Noted first: a vote that got lost halfway is not cast again, or it could be cast twice.
    if (this.#stop.signal.aborted || this.#voted.has(code)) return;
    this.#voted.add(code);
    const statement = { accept, subject: code, sessionIndex, validatorIndex: credentials.index };
    const signature = await this.#sign(credentials.key, statement);
    if (signature === undefined) return;
    try {
      await this.#options.runtime.submitStatement(recent.hash, statement, signature);
      this.#options.observer?.voted?.(statement);
    } catch (error) {
      this.#options.observer?.trouble?.('submit', error);
    }
  }

  async #sign(key: ValidatorKey, statement: Statement): Promise<Uint8Array | undefined> {
    try {
      const signature = await this.#options.keystore.sign(key, signingPayload(statement));
      if (signature === undefined) this.#options.observer?.trouble?.('sign', new Error('the key is gone'));
      return signature;
    } catch (error) {
      this.#options.observer?.trouble?.('sign', error);
      return undefined;
    }
  }

  #observed({ newcomers, left }: { newcomers: CodeHash[]; left: number }): void {
    if (newcomers.length > 0 || left > 0) this.#options.observer?.observed?.(newcomers, left);
  }
}
