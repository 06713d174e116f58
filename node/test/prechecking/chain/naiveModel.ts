/**
 * The chain once more, as naively as can be: nothing is sorted, counted or queued. What is due is found by looking through
 * everything, and references are counted from who uses a code.
 */
import type { ChainConfiguration, ChainState } from '../../../src/prechecking/chain/index.js';

interface NaivePara {
  lifecycle?: string;
  kind?: string;
  current?: string;
  future?: string;
  signal?: string;
  expectedAt?: number;
  directAt?: number;
  goAheadAt?: number;
  /** It may not upgrade; until the first of these blocks ends, as the peer has it. */
  restricted?: boolean;
  cooldowns?: number[];
  actionAt?: number;
  alive: boolean;
}

interface NaiveVote {
  code: string;
  age: number;
  votes: Map<number, boolean>;
  causes: { para: number; includedAt?: number; direct?: boolean }[];
}

export class NaiveModel {
  now = 0;
  session = 0;
  validators = 0;
  paras = new Map<number, NaivePara>();
  past: { code: string; at: number }[] = [];
  trusted = new Set<string>();
  votes: NaiveVote[] = [];

  constructor(readonly configuration: ChainConfiguration) {}

  users(code: string): number {
    const paras = [...this.paras.values()];
    return (
      paras.filter((para) => para.current === code).length +
      paras.filter((para) => para.future === code).length +
      this.past.filter((one) => one.code === code).length
    );
  }

  stored(code: string): boolean {
    return this.users(code) > 0 || this.trusted.has(code);
  }

  onboard(id: number, code: string, kind: string): void {
    if (this.paras.get(id)?.lifecycle !== undefined) return;
    const known = this.stored(code);
    this.paras.set(id, { lifecycle: 'onboarding', kind, current: code, alive: false });
    this.ask(code, { para: id }, known);
  }

  upgrade(id: number, code: string, includedAt: number, direct: boolean): void {
    const para = this.paras.get(id);
    if (para === undefined || para.future !== undefined || para.current === code) return;
    const known = this.stored(code);
    para.future = code;
    para.restricted = true;
    para.cooldowns = [...(para.cooldowns ?? []), includedAt + this.configuration.upgradeCooldown];
    this.ask(code, { para: id, includedAt, direct }, known);
  }

  ask(code: string, cause: NaiveVote['causes'][number], known: boolean): void {
    const vote = this.votes.find((one) => one.code === code);
    if (vote !== undefined) vote.causes.push(cause);
    else if (known) this.accept({ code, age: 0, votes: new Map(), causes: [cause] });
    else this.votes.push({ code, age: 0, votes: new Map(), causes: [cause] });
  }

  vote(code: string, validator: number, accept: boolean): void {
    const vote = this.votes.find((one) => one.code === code);
    if (vote === undefined || validator >= this.validators || vote.votes.has(validator)) return;
    vote.votes.set(validator, accept);
    const faulty = Math.floor((this.validators - 1) / 3);
    const count = (which: boolean) => [...vote.votes.values()].filter((one) => one === which).length;
    if (count(true) >= this.validators - faulty) this.end(vote, true);
    else if (count(false) > faulty) this.end(vote, false);
  }

  end(vote: NaiveVote, accepted: boolean): void {
    this.votes = this.votes.filter((one) => one !== vote);
    if (accepted) this.accept(vote);
    else this.reject(vote);
  }

  accept({ age, causes }: NaiveVote): void {
    for (const { para: id, includedAt, direct } of causes) {
      const para = this.paras.get(id) as NaivePara;
      if (includedAt === undefined) {
        para.actionAt = Math.max(this.session + 2 - age, this.session + 1);
        continue;
      }
      const { upgradeDelay, minimumUpgradeDelay } = this.configuration;
      const at = Math.max(includedAt + upgradeDelay, this.now + minimumUpgradeDelay);
      if (direct) para.directAt = at;
      else [para.expectedAt, para.goAheadAt] = [at, at];
    }
  }

  reject({ causes }: NaiveVote): void {
    for (const { para: id, includedAt } of causes) {
      const para = this.paras.get(id) as NaivePara;
      if (includedAt === undefined) this.paras.delete(id);
      else {
        para.signal = 'abort';
        delete para.future;
      }
    }
  }

  offboard(id: number): void {
    const para = this.paras.get(id);
    if (para === undefined || (para.lifecycle !== 'parachain' && para.lifecycle !== 'parathread')) return;
    if (this.votes.some(({ code }) => code === para.future)) return;
    para.lifecycle = `offboarding-${para.lifecycle}`;
    para.actionAt = this.session + 2;
  }

  head(id: number, context: number): void {
    const para = this.paras.get(id);
    if (para === undefined) return;
    if (para.expectedAt === undefined) delete para.signal;
    else if (context >= para.expectedAt) {
      delete para.expectedAt;
      delete para.signal;
      this.swap(para);
    }
  }

  swap(para: NaivePara): void {
    if (para.current !== undefined) this.past.push({ code: para.current, at: this.now });
    para.current = para.future as string;
    delete para.future;
  }

  trust(code: string): void {
    const vote = this.votes.find((one) => one.code === code);
    if (vote !== undefined) this.end(vote, true);
    else if (!this.stored(code)) this.trusted.add(code);
  }

  poke(code: string): void {
    if (this.users(code) === 0) this.trusted.delete(code);
  }

  /** A second upgrade within the first one's cooldown is allowed again when the first one's ends. */
  endBlock(): void {
    for (const para of this.paras.values()) {
      const left = (para.cooldowns ?? []).filter((at) => at > this.now);
      if (left.length < (para.cooldowns ?? []).length) para.restricted = false;
      para.cooldowns = left;
    }
  }

  block(): void {
    this.endBlock();
    this.now += 1;
    this.forget();
    for (const para of this.paras.values()) {
      if (para.goAheadAt === undefined || para.goAheadAt > this.now) continue;
      para.signal = 'go-ahead';
      delete para.goAheadAt;
    }
    for (const para of this.paras.values()) {
      if (para.directAt === undefined || para.directAt > this.now) continue;
      delete para.directAt;
      this.swap(para);
    }
  }

  /** The last user takes the code along, trusted or not. */
  forget(): void {
    const isKept = ({ at }: { at: number }) => at + this.configuration.codeRetention >= this.now;
    const dropped = this.past.filter((one) => !isKept(one));
    this.past = this.past.filter(isKept);
    for (const { code } of dropped) if (this.users(code) === 0) this.trusted.delete(code);
  }

  newSession(validators: number): void {
    // What a block ends with comes before the session.
    this.endBlock();
    this.session += 1;
    this.validators = validators;
    for (const [id, para] of [...this.paras]) {
      if (para.actionAt !== this.session) continue;
      delete para.actionAt;
      if (para.lifecycle === 'onboarding') [para.lifecycle, para.alive] = [para.kind as string, true];
      else {
        if (para.current !== undefined) this.past.push({ code: para.current, at: this.now });
        this.paras.delete(id);
      }
    }
    for (const vote of this.votes.slice().sort((a, b) => (a.code < b.code ? -1 : 1))) {
      vote.age += 1;
      if (vote.age < this.configuration.votingTtl) vote.votes.clear();
      else this.end(vote, false);
    }
  }
}

/** What both must agree on. */
export function viewOfModel(model: NaiveModel, codes: readonly string[], ids: readonly number[]) {
  return {
    now: model.now,
    session: model.session,
    codes: codes.map((code) => [model.stored(code), model.users(code)]),
    votes: model.votes
      .map(({ code, age, votes, causes }) => ({
        code,
        age,
        votes: [...votes].sort(),
        causes: causes.map(({ para }) => para),
      }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
    paras: ids.map((id) => {
      const { lifecycle, current, future, signal, expectedAt, restricted, actionAt } =
        model.paras.get(id) ?? {};
      return {
        lifecycle,
        current,
        future,
        signal,
        expectedAt,
        restricted: restricted === true,
        actionAt,
      };
    }),
  };
}

export function viewOfChain(state: ChainState, codes: readonly string[], ids: readonly number[]) {
  return {
    now: state.now,
    session: state.session,
    codes: codes.map((code) => [state.codes.has(code), state.codes.get(code)?.references ?? 0]),
    votes: [...state.votes]
      .map(([code, { age, ballots, causes }]) => ({
        code,
        age,
        votes: ballots.flatMap((ballot, i) => (ballot === undefined ? [] : [[i, ballot === 'for']])).sort(),
        causes: causes.map(({ para }) => para),
      }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
    paras: ids.map((id) => {
      const { lifecycle, currentCode, futureCode, signal, upgradeExpectedAt, restricted } =
        state.paras.get(id) ?? {};
      const [actionAt] = [...state.actions].find(([, queued]) => queued.includes(id)) ?? [];
      return {
        lifecycle,
        current: currentCode,
        future: futureCode,
        signal,
        expectedAt: upgradeExpectedAt,
        restricted: restricted === true,
        actionAt,
      };
    }),
  };
}
