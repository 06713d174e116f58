import {
  boundsTable,
  bytesInWords,
  durationInWords,
  grouped,
  namesTable,
  statementInWords,
  type Told,
  textTable,
  visible,
} from '@zkcwasm/verifier/internal';
import type { DeniedImport } from '../../deniedImport.js';
import { howToAllow, MORE } from './more.js';

/** What making a proof took. */
interface Effort {
  /** From the request to the end, ms. */
  elapsedMs: number;
  /** Of these, ms in SP1's own prover. */
  proverMs: number;
  /** Most memory of the engine, bytes. */
  peakBytes: number;
  shards: number;
  recursionSteps: number;
  /** Steps that an interrupted proof had left. */
  reusedSteps: number;
  receiptBytes: number;
  /** Of the receipt. */
  path: string;
}

/** What `prove` tells of a proof that was made. */
export interface ProofTold extends Told, Effort {
  proved: true;
  deniedImport?: DeniedImport;
}

/** What `prove-all` tells of one module: a proof, a receipt that was there, or an error. */
export type AttemptTold =
  | ProofTold
  | { path: string; already: true }
  | { path: string; error: { code: string; message: string } };

/** What `aggregate` tells. */
export interface FoldTold extends Effort {
  proved: true;
  sealKind: 'aggregate';
  statements: (Told & { statement: number })[];
  aggregatorCycles: string;
}

/** A proof that was made and checked, for people. */
export function proveInWords(told: ProofTold): string {
  return [
    `proved: ${statementInWords(told)}.\n${howToAllow(told.deniedImport)}`,
    boundsTable(told),
    namesTable(told, effort(told)),
    MORE,
  ].join('\n');
}

/** Several proofs: one line each, and what went wrong below the line. */
export function proveAllInWords(told: { proved: number; failed: number; proofs: AttemptTold[] }): string {
  const rows = told.proofs.map((proof) => {
    if ('error' in proof) return [proof.path, `failed (${proof.error.code})`, proof.error.message];
    if ('already' in proof) return [proof.path, 'existed already'];
    const { outcome, cycles, elapsedMs } = proof;
    const counted = cycles === undefined ? [] : [`${grouped(cycles)} cycles`];
    return [proof.path, `proved: ${outcome}`, durationInWords(elapsedMs / 1000), ...counted];
  });
  const head = `${told.proved} proved, ${told.failed} failed\n`;
  return `${head}\n${textTable(rows)}\n${MORE}`;
}

/** An aggregate that was made, for people. */
export function aggregateInWords(told: FoldTold): string {
  const statements = told.statements.map((one) => [`${one.statement}`, statementInWords(one)]);
  const rows = [['aggregator cycles', grouped(told.aggregatorCycles)], ...effort(told)];
  const count = told.statements.length === 1 ? '1 receipt' : `${told.statements.length} receipts`;
  const head = visible(`proved: one receipt that stands for ${count}.`);
  return [`${head}\n`, textTable(statements), textTable(rows), MORE].join('\n');
}

function effort(told: Effort): [string, string][] {
  const reused = told.reusedSteps === 0 ? '' : `, ${told.reusedSteps} of them from before`;
  return [
    [
      'took',
      `${durationInWords(told.elapsedMs / 1000)}, ${bytesInWords(told.peakBytes)} of memory at the most`,
    ],
    ['steps', `${told.shards} shards, ${told.recursionSteps} of recursion${reused}`],
    ['receipt', `${told.path}, ${bytesInWords(told.receiptBytes)}`],
  ];
}
