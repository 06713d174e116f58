/** What `verify` and `accept` print for people; `--verbose` and `--json` have every field. */
import { boundsTable } from './boundsTable.js';
import { namesTable, short } from './namesTable.js';
import { statementInWords } from './statementInWords.js';
import { textTable } from './table.js';
import type { Told } from './told.js';

/** Fields that both kinds of verdict may have besides. */
interface Besides {
  /** Hash of the schedule's environment that took the receipt. */
  environment?: string;
  /** Digest of the policy that was in force. */
  policyDigest: string;
  /** Root of the registry that the artifact was recorded in. */
  registryRoot?: string;
}

/** A receipt that holds; `accepted` and `path` where it was put into a store. */
export interface ReceiptVerdict extends Told, Besides {
  sealKind: string;
  accepted?: string;
  path?: string;
}

/** An aggregate that holds, statement by statement. */
export interface AggregateVerdict extends Besides {
  outcome: 'aggregate';
  proved: true;
  statements: (Told & { statement: number; accepted?: string; path?: string })[];
}

const MORE = 'Every field, with digests in full: --verbose, or --json for programs.\n';

/** A verdict in words: a sentence, the bounds, and what it is about. */
export function verdictInWords(verdict: ReceiptVerdict | AggregateVerdict): string {
  return `${'statements' in verdict ? ofAggregate(verdict) : ofReceipt(verdict)}\n${MORE}`;
}

function ofReceipt(verdict: ReceiptVerdict): string {
  const { accepted, path = '' } = verdict;
  const stored: [string, string][] = accepted === undefined ? [] : [[`stored as ${accepted}`, path]];
  return [
    `verified: ${statementInWords(verdict)}.\n`,
    boundsTable(verdict),
    namesTable(verdict, [...besides(verdict), ...stored]),
  ].join('\n');
}

function ofAggregate(verdict: AggregateVerdict): string {
  const { statements } = verdict;
  const each = statements.map(
    (told) => `statement ${told.statement}: ${statementInWords(told)}.\n${boundsTable(told)}`,
  );
  const stored = statements.flatMap(({ statement, accepted, path = '' }) =>
    accepted === undefined ? [] : [[`statement ${statement} stored as ${accepted}`, path]],
  );
  const count = statements.length === 1 ? '1 statement' : `${statements.length} statements`;
  const rest = textTable([...besides(verdict), ...stored]);
  return [`verified: an aggregate, of which ${count} count here.\n`, ...each, rest].join('\n');
}

function besides({ environment, policyDigest, registryRoot }: Besides): [string, string][] {
  return [
    ...(environment === undefined ? [] : ([['environment', short(environment)]] as [string, string][])),
    ['policy', short(policyDigest)],
    ...(registryRoot === undefined ? [] : ([['registry root', registryRoot]] as [string, string][])),
  ];
}
