/** How a para's code changes. */
import { ChainError } from '../../errors/base.js';
import { type CodeHash, codeHash } from '../codeHash.js';
import { MIN_CODE_SIZE } from './configuration.js';
import { insertDue, takeDue } from './due.js';
import { notePastCode } from './pastCode.js';
import type { BlockNumber, ChainState, ParaId, UpgradeStrategy } from './state.js';
import { paraOf, step, type Work } from './step.js';
import { kickOff } from './votes.js';

/** Whether a para may ask for another code: none is pending, and it does not cool down. */
export function canUpgrade(state: ChainState, id: ParaId): boolean {
  const para = state.paras.get(id);
  return para?.futureCode === undefined && para?.restricted === undefined;
}

/**
 * Notes that an included candidate of a para asks for another code. What should not have been included is ignored: code that is
 * too small or the same as now, or another upgrade that is pending.
 */
export const scheduleUpgrade = step(upgrade);

/**
 * The same for callers that nothing has checked before.
 *
 * @throws ChainError `chain/cannot-upgrade`, `chain/invalid-code`
 */
export const requestUpgrade = step((work, id: ParaId, code: Uint8Array, strategy: UpgradeStrategy) => {
  const { state } = work;
  if (!canUpgrade(state, id)) {
    throw new ChainError('chain/cannot-upgrade', `para ${id} has an upgrade pending, or cools down`, {
      hint: 'Ask again when neither is so: canUpgrade tells.',
    });
  }
  const { maxCodeSize } = state.configuration;
  if (code.length < MIN_CODE_SIZE || code.length > maxCodeSize) {
    throw new ChainError(
      'chain/invalid-code',
      `the code has ${code.length} bytes, and may have ${MIN_CODE_SIZE} to ${maxCodeSize}`,
      { hint: 'Larger code cannot be used on this chain.' },
    );
  }
  upgrade(work, id, code, state.now, strategy);
});

/** A para's head was included that was made in the context of a block: it switches to code that is due, and clears signals. */
export const noteNewHead = step((work, id: ParaId, head: Uint8Array, context: BlockNumber) => {
  const para = paraOf(work, id);
  para.head = head.slice();
  para.mostRecentContext = context;
  const expectedAt = para.upgradeExpectedAt;
  if (expectedAt === undefined) {
    delete para.signal;
  } else if (expectedAt <= context) {
    delete para.upgradeExpectedAt;
    delete para.signal;
    switchCode(work, id, expectedAt);
  }
});

/** A block's start: go-aheads that are due. */
export function signalGoAheads(work: Work): void {
  for (const { para } of takeDue(work.state.goAheads, work.state.now)) paraOf(work, para).signal = 'go-ahead';
}

/** A block's start: upgrades that wait for no head. */
export function applyDirectUpgrades(work: Work): void {
  for (const { para, at } of takeDue(work.state.directUpgrades, work.state.now)) switchCode(work, para, at);
}

/** A block's end: who has cooled down may upgrade again. */
export function liftRestrictions(work: Work): void {
  for (const { para } of takeDue(work.state.cooldowns, work.state.now)) delete paraOf(work, para).restricted;
}

function upgrade(
  work: Work,
  id: ParaId,
  code: Uint8Array,
  includedAt: BlockNumber,
  strategy: UpgradeStrategy,
): void {
  const { state } = work;
  if (code.length < MIN_CODE_SIZE) return;
  const known = state.paras.get(id);
  const hash = codeHash(code);
  if (known?.futureCode !== undefined || known?.currentCode === hash) return;
  const para = paraOf(work, id);
  para.futureCode = hash;
  para.restricted = true;
  insertDue(state.cooldowns, { para: id, at: includedAt + state.configuration.upgradeCooldown });
  kickOff(work, { kind: 'upgrade', para: id, includedAt, strategy }, hash, code);
}

function switchCode(work: Work, id: ParaId, at: BlockNumber): void {
  const para = paraOf(work, id);
  const next: CodeHash | undefined = para.futureCode;
  if (next === undefined) return;
  const before = para.currentCode;
  delete para.futureCode;
  para.currentCode = next;
  if (before !== undefined) notePastCode(work, id, at, work.state.now, before);
  work.emit({ kind: 'code-switched', code: next, para: id });
}
