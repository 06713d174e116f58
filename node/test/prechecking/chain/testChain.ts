/** A chain that goes through blocks and sessions as the peer's test environment does, with five validators. */
import {
  addTrustedCode,
  beginBlock,
  type ChainConfiguration,
  type ChainEvent,
  type ChainState,
  endBlock,
  genesis,
  includeStatement,
  makeConfiguration,
  newSession,
  noteNewHead,
  type ParaGenesis,
  type ParaId,
  pokeUnusedCode,
  type Step,
  scheduleOffboarding,
  scheduleOnboarding,
  scheduleUpgrade,
  type UpgradeStrategy,
} from '../../../src/prechecking/chain/index.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import type { Statement } from '../../../src/prechecking/statement.js';
import { keysOf, validator } from '../validators.js';

export const CODE_1 = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
export const CODE_2 = Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1);
export const HEAD = Uint8Array.of(7);

export class TestChain {
  state: ChainState;
  readonly events: ChainEvent[] = [];

  constructor(
    paras: readonly (readonly [ParaId, Partial<ParaGenesis>])[] = [],
    configuration: Parameters<typeof makeConfiguration>[0] = {},
    readonly validators = 5,
  ) {
    this.state = genesis({
      configuration: makeConfiguration(configuration),
      paras: paras.map(([id, para]) => [id, { kind: 'parachain', head: HEAD, code: CODE_1, ...para }]),
    });
  }

  /** Takes a call's state and events, and gives its value. */
  do<Value>({ state, events, value }: Step<Value>): Value {
    this.state = state;
    this.events.push(...events);
    return value;
  }

  /** Goes to a block; a session begins right before each block that is named. */
  runTo(block: number, sessionsBefore: readonly number[] = [], configuration?: ChainConfiguration): void {
    while (this.state.now < block) {
      this.do(endBlock(this.state));
      if (sessionsBefore.includes(this.state.now + 1)) {
        const change = { validators: keysOf(this.validators) };
        this.do(newSession(this.state, configuration === undefined ? change : { ...change, configuration }));
      }
      this.do(beginBlock(this.state));
    }
  }

  vote(statement: Partial<Statement> & Pick<Statement, 'subject'>, signer?: number) {
    const whole = { accept: true, sessionIndex: this.state.session, validatorIndex: 0, ...statement };
    const signature = validator(signer ?? whole.validatorIndex).sign(whole);
    return this.do(includeStatement(this.state, whole, signature));
  }

  /** As many votes as decide, of these validators. */
  voteAll(code: Uint8Array, accept = true, voters = [0, 1, 2, 3]): void {
    for (const validatorIndex of voters) this.vote({ subject: codeHash(code), accept, validatorIndex });
  }

  upgrade(para: ParaId, code: Uint8Array, includedAt: number, strategy: UpgradeStrategy = 'go-ahead'): void {
    this.do(scheduleUpgrade(this.state, para, code, includedAt, strategy));
  }

  onboard(para: ParaId, genesis: Partial<ParaGenesis> = {}): void {
    this.do(
      scheduleOnboarding(this.state, para, { kind: 'parachain', head: HEAD, code: CODE_1, ...genesis }),
    );
  }

  offboard(para: ParaId): void {
    this.do(scheduleOffboarding(this.state, para));
  }

  head(para: ParaId, context: number, head = HEAD): void {
    this.do(noteNewHead(this.state, para, head, context));
  }

  trust(code: Uint8Array): void {
    this.do(addTrustedCode(this.state, code));
  }

  poke(code: Uint8Array): void {
    this.do(pokeUnusedCode(this.state, codeHash(code)));
  }

  para(id: ParaId) {
    return this.state.paras.get(id) ?? {};
  }

  past(id: ParaId) {
    return this.state.pastCode.get(id);
  }

  references(code: Uint8Array): number | undefined {
    return this.state.codes.get(codeHash(code))?.references;
  }

  /** Stored, and used. */
  isUsed(code: Uint8Array): boolean {
    return (this.references(code) ?? 0) > 0;
  }

  hasVote(code: Uint8Array): boolean {
    return this.state.votes.has(codeHash(code));
  }

  /** Events of checks: `started`, `accepted` or `rejected`, and the para. */
  checks(): string[] {
    return this.events.flatMap((event) =>
      event.kind.startsWith('check-') ? [`${event.kind.slice('check-'.length)} ${event.para}`] : [],
    );
  }
}

/** The code of a refusal. */
export function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
