/** What a daemon holds receipts against, and what it says of sessions. */
import {
  makePolicy,
  type Policy,
  parsePolicy,
  policyDigest,
  type VerifierError,
  ZkcwasmError,
} from '@zkcwasm/verifier';
import {
  type NodeHas,
  nodeHas,
  parseSchedule,
  policyOf,
  type Schedule,
  type Support,
  scheduleHash,
  supportAhead,
  supports,
} from '@zkcwasm/verifier/environments';
import { parseJson } from '@zkcwasm/verifier/internal';
import { DaemonError, RequestError } from '../errors/base.js';
import type { Rules } from '../store/acceptInto.js';
import type { DaemonSettings } from './settings.js';

/** What of the settings receipts are held against. */
export type RuleSettings = Pick<DaemonSettings, 'policy' | 'schedule' | 'session' | 'has' | 'any'>;

/** Policy, schedule and session in force. */
export class RulesInForce {
  readonly #has: NodeHas | undefined;
  #session: bigint | undefined;
  /** By environment, the digest of the policy that its entries are filed under; not of those whose image the policy does not list. */
  readonly policyDigestOf: ReadonlyMap<string, string>;
  /** Digests of all policies that entries may have been accepted under. */
  readonly policyDigests: ReadonlySet<string>;

  private constructor(
    readonly policy: Policy,
    readonly schedule: Schedule | undefined,
    settings: RuleSettings,
  ) {
    this.#session = settings.session;
    this.#has = settings.has === undefined ? undefined : nodeHas(jsonOf(settings.has));
    this.policyDigestOf = new Map([...environmentPolicies(schedule, policy)]);
    this.policyDigests = new Set([policyDigest(policy), ...this.policyDigestOf.values()]);
  }

  /** @throws DaemonError `daemon/options`; PolicyError, ScheduleError */
  static async make(settings: RuleSettings): Promise<RulesInForce> {
    const { policy, schedule, session, has } = settings;
    if ((schedule === undefined) !== (session === undefined)) {
      throw new DaemonError('daemon/options', 'a schedule and a session go together', {
        hint: 'Give --schedule and --session, or neither.',
      });
    }
    if (has !== undefined && schedule === undefined) {
      throw new DaemonError(
        'daemon/options',
        'what the node has is held against a schedule, and there is none',
        { hint: 'Give --schedule and --session with --has.' },
      );
    }
    return new RulesInForce(
      policy === undefined ? await makePolicy() : await parsePolicy(policy, '(--policy)'),
      schedule === undefined ? undefined : parseSchedule(schedule),
      settings,
    );
  }

  get session(): bigint | undefined {
    return this.#session;
  }

  /** For `judgeUnder`, in some session. */
  rules(session: bigint | undefined, any: RuleSettings['any']): Rules {
    return {
      policy: this.policy,
      ...(this.schedule === undefined || session === undefined
        ? {}
        : { schedule: { schedule: this.schedule, session } }),
      ...(any === undefined ? {} : { any }),
    };
  }

  /** @throws RequestError `request/no-schedule`, `request/session` */
  goTo(session: bigint): void {
    const now = this.inSession().session;
    if (session < now) {
      throw new RequestError('request/session', `session ${session} is before the present one, ${now}`, {
        hint: 'A daemon that is to begin earlier is started with --session.',
      });
    }
    this.#session = session;
  }

  /** @throws RequestError `request/no-schedule` */
  inSession(): { schedule: Schedule; session: bigint } {
    if (this.schedule === undefined || this.#session === undefined) {
      throw new RequestError('request/no-schedule', 'the daemon was started without a schedule', {
        hint: 'Start it with --schedule and --session.',
      });
    }
    return { schedule: this.schedule, session: this.#session };
  }

  /** What the node says of a session, by default the present one; undefined where it was not told what it has. */
  support(session = this.#session): Support | undefined {
    if (this.schedule === undefined || session === undefined || this.#has === undefined) return undefined;
    return supports(this.schedule, session, this.#has);
  }

  /** What it says of this session and those to come. */
  supportAhead(): Support[] {
    if (this.schedule === undefined || this.#session === undefined || this.#has === undefined) return [];
    return supportAhead(this.schedule, this.#session, this.#has);
  }

  /** In hex. */
  get scheduleHash(): string | undefined {
    return this.schedule === undefined ? undefined : scheduleHash(this.schedule);
  }
}

function* environmentPolicies(schedule: Schedule | undefined, policy: Policy): Generator<[string, string]> {
  for (const { hash, environment } of schedule?.environments.values() ?? []) {
    try {
      yield [hash, policyDigest(policyOf(environment, policy))];
    } catch (error) {
      if (!(error instanceof ZkcwasmError)) throw error as VerifierError;
    }
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new DaemonError(
      'daemon/options',
      `the description of what the node has (--has) is not valid JSON: ${(cause as Error).message}`,
      { hint: 'docs/reference/environments.md has its form.', cause },
    );
  }
}
