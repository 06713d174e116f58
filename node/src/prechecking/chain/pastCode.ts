/** Replaced code is kept for a while: candidates of before are still judged by it. */
import type { CodeHash } from '../codeHash.js';
import { decreaseReferences } from './codes.js';
import { insertDue, takeDue } from './due.js';
import type { BlockNumber, ParaId, PastCode, Replacement } from './state.js';
import type { Work } from './step.js';

/** Notes that a para's code was replaced. */
export function notePastCode(
  { state }: Work,
  para: ParaId,
  expectedAt: BlockNumber,
  activatedAt: BlockNumber,
  code: CodeHash,
): void {
  const replacement = { expectedAt, activatedAt, code };
  const past = state.pastCode.get(para);
  if (past === undefined) state.pastCode.set(para, { replacements: [replacement] });
  else past.replacements.push(replacement);
  insertDue(state.pruning, { para, at: activatedAt });
}

/** Takes out the replacements that were activated at a block or before; the oldest come first. */
export function pruneUpTo(past: PastCode, max: BlockNumber): Replacement[] {
  const kept = past.replacements.findIndex(({ activatedAt }) => activatedAt > max);
  const pruned = past.replacements.splice(0, kept < 0 ? past.replacements.length : kept);
  const last = pruned.at(-1);
  if (last !== undefined) past.lastPruned = last.activatedAt;
  return pruned.map((one) => ({ ...one }));
}

/** Drops what has been kept for as long as the configuration says. */
export function pruneOldCode(work: Work): void {
  const { state } = work;
  const { codeRetention } = state.configuration;
  if (state.now <= codeRetention) return;
  const height = state.now - codeRetention - 1;
  for (const { para } of takeDue(state.pruning, height)) {
    const past = state.pastCode.get(para);
    if (past === undefined) continue;
    for (const { code } of pruneUpTo(past, height)) decreaseReferences(work, code);
    if (past.replacements.length === 0 && state.paras.get(para)?.head === undefined) {
      state.pastCode.delete(para);
    }
  }
}
