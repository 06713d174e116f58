import { type CodeHash, codeHash } from '../codeHash.js';
import type { Check } from '../subsystem/subsystem.js';
import type { BlockHash } from '../subsystem/view.js';
import type { Judge } from './outcome.js';

/** What a check asks of the chain at a leaf. */
export interface CheckCodeOptions {
  /** The code of a name at a leaf; undefined where the chain has none. */
  codeAt(leaf: BlockHash, code: CodeHash): Promise<Uint8Array | undefined>;
  /** Who judges at a leaf: it depends on the environment in force there. Undefined where the node cannot read it. */
  judgeAt(leaf: BlockHash): Promise<Judge | undefined>;
}

/** A check for the subsystem: fetches what is to be judged, and has it judged. */
export function checkCode({ codeAt, judgeAt }: CheckCodeOptions): Check {
  return async (hash, leaf, signal) => {
    const code = await codeAt(leaf, hash);
    if (code === undefined || codeHash(code) !== hash) {
      return { kind: 'failed', because: { kind: 'code-missing' } };
    }
    const judge = await judgeAt(leaf);
    if (judge === undefined) return { kind: 'invalid', because: { kind: 'environment-unavailable' } };
    return judge.judge(code, signal);
  };
}
