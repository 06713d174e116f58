/** Both sides together: nodes with real keys vote on a chain, through a session change, until it decides. */
import { expect, test } from 'vitest';
import {
  type ChainState,
  genesis,
  includeStatement,
  makeConfiguration,
  newSession,
  pendingVotes,
  scheduleOnboarding,
} from '../../src/prechecking/chain/index.js';
import { codeHash } from '../../src/prechecking/codeHash.js';
import { checkCode } from '../../src/prechecking/judge/checkCode.js';
import type { Judge, Outcome } from '../../src/prechecking/judge/outcome.js';
import { memoryKeystore } from '../../src/prechecking/keys.js';
import { PrecheckSubsystem } from '../../src/prechecking/subsystem/subsystem.js';
import { settle } from './subsystem/testNode.js';
import { keysOf, validator } from './validators.js';

const GOOD = new TextEncoder().encode('good code');
const BAD = new TextEncoder().encode('bad code!');
const SLOW = new TextEncoder().encode('slow here');
const VALID: Outcome = { kind: 'valid', because: { kind: 'compiled' } };
const hash = (n: number) => n.toString(16).padStart(64, '0');

class Network {
  state: ChainState;
  readonly refusals: unknown[] = [];
  readonly decisions: string[] = [];
  readonly nodes: PrecheckSubsystem[];

  /** @param judgeOf who judges at the node of an index */
  constructor(count: number, judgeOf: (index: number) => Judge) {
    this.state = genesis({ configuration: makeConfiguration({ votingTtl: 3 }), validators: keysOf(count) });
    this.nodes = Array.from({ length: count }, (_, i) => {
      const runtime = {
        pendingCodes: async () => pendingVotes(this.state),
        sessionIndexForChild: async () => this.state.session,
        validators: async () => this.state.validators,
        submitStatement: async (
          _leaf: string,
          ...vote: Parameters<typeof includeStatement> extends [ChainState, ...infer Rest] ? Rest : never
        ) => {
          try {
            const { state, events } = includeStatement(this.state, ...vote);
            this.state = state;
            for (const event of events)
              if (event.kind.startsWith('check-'))
                this.decisions.push(`${event.kind} ${'para' in event ? event.para : ''}`);
          } catch (error) {
            this.refusals.push((error as { code?: string }).code);
          }
        },
      };
      const check = checkCode({
        codeAt: async (_leaf, code) => this.state.codes.get(code)?.bytes,
        judgeAt: async () => judgeOf(i),
      });
      return new PrecheckSubsystem({ runtime, keystore: memoryKeystore(validator(i).seed), check });
    });
  }

  register(para: number, code: Uint8Array): void {
    this.state = scheduleOnboarding(this.state, para, { kind: 'parachain', head: GOOD, code }).state;
  }

  async leaf(number: number): Promise<void> {
    const activated = { hash: hash(number), number };
    await Promise.all(
      this.nodes.map((node) => node.updateLeaves({ activated, deactivated: [hash(number - 1)] })),
    );
    for (let i = 0; i < 10; i++) await settle();
  }
}

test('good code is accepted and bad code refused; votes after the decision are told so', async () => {
  const network = new Network(7, () => ({
    judge: async (code) =>
      code.join() === GOOD.join() ? VALID : { kind: 'failed', because: { kind: 'code-missing' } },
  }));
  network.register(1, GOOD);
  network.register(2, BAD);
  await network.leaf(1);
  expect(network.decisions.sort()).toEqual(['check-accepted 1', 'check-rejected 2']);
  // Five of seven accept and three refuse: the others find no vote any more.
  expect(network.refusals).toEqual(Array(2 + 4).fill('statement/subject'));
  expect(network.state.codes.has(codeHash(BAD))).toBe(false);
});

test('who could judge only in the next session finds the others’ votes signed again', async () => {
  const waiting: (() => void)[] = [];
  const slow: Judge = { judge: () => new Promise((resolve) => waiting.push(() => resolve(VALID))) };
  const network = new Network(4, (i) => (i < 2 ? { judge: async () => VALID } : slow));
  network.register(1, SLOW);
  await network.leaf(1);
  expect(network.decisions).toEqual([]);
  network.state = newSession(network.state, { validators: keysOf(4) }).state;
  await network.leaf(2);
  const ballots = () => network.state.votes.get(codeHash(SLOW))?.ballots;
  expect(ballots()).toEqual(['for', 'for', undefined, undefined]);
  waiting[0]?.();
  await settle();
  await settle();
  expect(network.decisions).toEqual(['check-accepted 1']);
  expect(network.refusals).toEqual([]);
});
