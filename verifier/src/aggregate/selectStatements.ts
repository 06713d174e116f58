import { AggregationError } from '../errors/base.js';
import { decodeJournal } from '../journal/decodeJournal.js';
import { toHex } from '../util/hex.js';
import { quoted } from '../util/quoted.js';
import type { Aggregate } from './aggregate.js';

/**
 * Which statements of an aggregate are meant, by position (from 0, in decimal) or by SHA-256 of the module (64 hex digits, all
 * statements about it).
 *
 * @returns positions, rising, each once
 * @throws AggregationError `aggregate/selection`; JournalError of a journal that had to be looked at
 */
export function selectStatements({ statements }: Aggregate, selectors: readonly string[]): number[] {
  const chosen = new Set<number>();
  let digests: string[] | undefined;
  for (const selector of selectors) {
    if (/^[0-9a-f]{64}$/.test(selector)) {
      digests ??= statements.map(({ journal }) => toHex(decodeJournal(journal).wasm.digest));
      const found = digests.flatMap((digest, i) => (digest === selector ? [i] : []));
      if (found.length === 0) throw none(`about module ${selector}`);
      for (const i of found) chosen.add(i);
    } else if (/^(0|[1-9][0-9]{0,3})$/.test(selector)) {
      if (Number(selector) >= statements.length) throw none(`${selector}: it has ${statements.length}`);
      chosen.add(Number(selector));
    } else {
      throw new AggregationError('aggregate/selection', `${quoted(selector)} names no statement`, {
        hint: 'A statement is named by its position, from 0, or by the SHA-256 of its module in hex.',
      });
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

function none(what: string): AggregationError {
  return new AggregationError('aggregate/selection', `the aggregate has no statement ${what}`, {
    hint: '`zkcwasm inspect` lists the statements of an aggregate.',
  });
}
