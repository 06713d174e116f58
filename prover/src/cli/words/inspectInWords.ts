import {
  boundsTable,
  bytesInWords,
  namesTable,
  statementInWords,
  type Told,
  textTable,
} from '@zkcwasm/verifier/internal';
import { MORE } from './more.js';

/** What `inspect` tells of a single receipt. */
export interface ReceiptTold extends Told {
  verified: false;
  proofSystem: string;
  circuit: string;
  sealKind: string;
  sealBytes: number;
}

/** What it tells of an aggregate. */
export interface AggregateTold {
  verified: false;
  sealKind: string;
  proofSystem: string;
  circuit: string;
  sealBytes: number;
  aggregator: string;
  statements: (Told & { statement: number })[];
}

/** What a receipt says, for people; nothing of it was checked, and it says so first. */
export function inspectInWords(told: ReceiptTold | AggregateTold): string {
  if ('statements' in told) {
    const rows = told.statements.map((one) => [`${one.statement}`, statementInWords(one)]);
    const head = `not verified: an aggregate whose statements are:\n`;
    return [head, textTable(rows), textTable([seal(told)]), MORE].join('\n');
  }
  // No seal was checked, so that nothing attests the figures.
  const { sealKind: _, ...unattested } = told;
  return [
    `not verified: the receipt says that ${statementInWords(unattested)}.\n`,
    boundsTable(unattested),
    namesTable(unattested, [seal(told)]),
    MORE,
  ].join('\n');
}

function seal(told: ReceiptTold | AggregateTold): [string, string] {
  return ['seal', `${told.sealKind} (${told.proofSystem} ${told.circuit}), ${bytesInWords(told.sealBytes)}`];
}
