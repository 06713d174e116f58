/**
 * The node's side once more, as naively as can be: a list of leaves with their codes, a list of judgements, and a list of votes that
 * were cast. What is in view is found by looking through all leaves.
 */

/** A leaf that is activated, and what the chain says at it. */
export interface Activation {
  hash: string;
  number: number;
  codes: readonly string[];
  session: number;
  /** Whether the node is a validator in that session, and at which index. */
  index: number | undefined;
  /** What cannot be asked there. */
  fails: 'nothing' | 'unsupported' | 'pending' | 'session' | 'validators';
}

export interface CastVote {
  code: string;
  accept: boolean;
  session: number;
  index: number;
  leaf: string;
}

export class NaiveNode {
  leaves: { hash: string; codes: string[] }[] = [];
  judgements: { code: string; accept: boolean }[] = [];
  /** Checks that were begun, in order; a code may be there more than once. */
  checks: string[] = [];
  votes: CastVote[] = [];
  session: number | undefined;
  index: number | undefined;
  highest: { hash: string; number: number } | undefined;

  inView(code: string): boolean {
    return this.leaves.some(({ codes }) => codes.includes(code));
  }

  leavesChange(activated: Activation | undefined, gone: readonly string[]): void {
    const heard = activated?.fails === 'unsupported' ? undefined : activated;
    let isNew = false;
    if (heard !== undefined) {
      isNew = heard.fails !== 'session' && (this.session === undefined || heard.session > this.session);
      if (this.highest === undefined || heard.number >= this.highest.number) {
        this.highest = { hash: heard.hash, number: heard.number };
      }
      const codes = heard.fails === 'pending' ? [] : heard.codes;
      for (const code of codes) {
        if (!this.inView(code)) this.checks.push(code);
        const leaf = this.leaves.find(({ hash }) => hash === heard.hash);
        if (leaf === undefined) this.leaves.push({ hash: heard.hash, codes: [code] });
        else leaf.codes.push(code);
      }
    }
    this.leaves = this.leaves.filter(({ hash }) => !gone.includes(hash));
    this.judgements = this.judgements.filter(({ code }) => this.inView(code));
    if (heard === undefined || !isNew) return;
    this.session = heard.session;
    this.index = heard.fails === 'validators' ? undefined : heard.index;
    for (const { code, accept } of [...this.judgements].sort((a, b) => (a.code < b.code ? -1 : 1))) {
      this.vote(code, accept);
    }
  }

  judged(code: string, accept: boolean): void {
    if (!this.inView(code)) return;
    this.judgements = [...this.judgements.filter((one) => one.code !== code), { code, accept }];
    this.vote(code, accept);
  }

  vote(code: string, accept: boolean): void {
    const { session, index, highest } = this;
    if (session === undefined || index === undefined || highest === undefined) return;
    if (this.votes.some((one) => one.code === code && one.session === session)) return;
    this.votes.push({ code, accept, session, index, leaf: highest.hash });
  }
}
