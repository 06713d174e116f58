/** A chain and a judge as the subsystem sees them: each request waits until the test answers it. */
import { codeHash } from '../../../src/prechecking/codeHash.js';
import type { Outcome } from '../../../src/prechecking/judge/outcome.js';
import { type Keystore, memoryKeystore } from '../../../src/prechecking/keys.js';
import type { Statement } from '../../../src/prechecking/statement.js';
import type { RuntimeApi } from '../../../src/prechecking/subsystem/runtimeApi.js';
import { type Observer, PrecheckSubsystem } from '../../../src/prechecking/subsystem/subsystem.js';
import { validator } from '../validators.js';

export interface Leaf {
  hash: string;
  number: number;
  codes: string[];
}

export const code = (n: number) => codeHash(Uint8Array.of(n));
export const leaf = (name: number, number: number, ...codes: string[]): Leaf => ({
  hash: name.toString(16).padStart(64, '0'),
  number,
  codes,
});

export const OURS = validator(0);
export const OTHER = validator(1);
export const VALID: Outcome = { kind: 'valid', because: { kind: 'compiled' } };
export const INVALID: Outcome = {
  kind: 'invalid',
  because: { kind: 'preparation', error: { kind: 'prevalidation', detail: '' } },
};
export const FAILED: Outcome = {
  kind: 'failed',
  because: { kind: 'preparation', error: { kind: 'timed-out', detail: '' } },
};

interface Asked<K extends string, Value> {
  kind: K;
  leaf: string;
  answer(value: Value): void;
  refuse(error: unknown): void;
}
type Request =
  | Asked<'pending', readonly string[]>
  | Asked<'session', number>
  | Asked<'validators', readonly string[]>
  | (Asked<'check', Outcome> & { code: string })
  | (Asked<'vote', void> & { statement: Statement; signature: Uint8Array });
type Kind = Request['kind'];

export class TestNode {
  readonly #requests: Request[] = [];
  readonly troubles: string[] = [];
  readonly subsystem: PrecheckSubsystem;
  #session = 1;
  #validators: string[] = [];

  constructor({
    keystore = memoryKeystore(OURS.seed),
    observer = {},
  }: { keystore?: Keystore; observer?: Observer } = {}) {
    const ask = <Value>(request: object) =>
      new Promise<Value>((answer, refuse) => {
        this.#requests.push({ ...request, answer, refuse } as unknown as Request);
      });
    const runtime: RuntimeApi = {
      pendingCodes: (leaf) => ask({ kind: 'pending', leaf }),
      sessionIndexForChild: (leaf) => ask({ kind: 'session', leaf }),
      validators: (leaf) => ask({ kind: 'validators', leaf }),
      submitStatement: (leaf, statement, signature) => ask({ kind: 'vote', leaf, statement, signature }),
    };
    this.subsystem = new PrecheckSubsystem({
      runtime,
      keystore,
      check: (code, leaf) => ask({ kind: 'check', code, leaf }),
      observer: { trouble: (what) => this.troubles.push(what), ...observer },
    });
  }

  /** A session begins with the next leaf. */
  session(index: number, ...validators: { key: string }[]): this {
    this.#session = index;
    this.#validators = validators.map(({ key }) => key);
    return this;
  }

  /** Sends a change of leaves; `answering` says which requests about it are answered as the chain would, in this order. */
  async leaves(
    activated: Leaf | undefined,
    deactivated: Leaf[] = [],
    answering: ('pending' | 'session' | 'validators')[] = activated === undefined
      ? []
      : ['pending', 'session'],
  ): Promise<void> {
    const done = this.subsystem.updateLeaves({
      ...(activated === undefined ? {} : { activated: { hash: activated.hash, number: activated.number } }),
      deactivated: deactivated.map(({ hash }) => hash),
    });
    done.catch(() => undefined);
    for (const kind of answering) {
      const request = await this.expect(kind);
      if (request.leaf !== activated?.hash) throw new Error(`${kind} was asked at another leaf`);
      request.answer(
        { pending: activated.codes, session: this.#session, validators: this.#validators }[kind] as never,
      );
    }
    await settle();
  }

  /** A leaf that begins a session, so that the validators are asked for. */
  begin(activated: Leaf, deactivated: Leaf[] = []): Promise<void> {
    return this.leaves(activated, deactivated, ['pending', 'session', 'validators']);
  }

  /** The next request, which must be of this kind. */
  async expect<K extends Kind>(kind: K): Promise<Extract<Request, { kind: K }>> {
    await settle();
    const request = this.#requests.shift();
    if (request?.kind !== kind)
      throw new Error(`expected ${kind}, and there is ${request?.kind ?? 'nothing'}`);
    return request as Extract<Request, { kind: K }>;
  }

  async expectVote(): Promise<Statement & { leaf: string; signature: Uint8Array }> {
    const { statement, leaf, signature, answer } = await this.expect('vote');
    answer();
    await settle();
    return { ...statement, leaf, signature };
  }

  /** Nothing is asked for any more. */
  async silent(): Promise<void> {
    await settle();
    if (this.#requests.length > 0)
      throw new Error(`expected silence, and there is ${this.#requests[0]?.kind}`);
  }

  async conclude(): Promise<void> {
    await this.silent();
    await this.subsystem.conclude();
  }
}

/** Lets everything that is ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
