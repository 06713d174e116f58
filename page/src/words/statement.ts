import type { LimitName, RejectReason } from '@zkcwasm/verifier';
import type { Verified } from '../check/report.js';
import { LIMIT_WORDS } from './limits.js';
import { bytesText, grouped } from './numbers.js';
import { REASON_WORDS } from './reasons.js';

const SEPARATE = /(\d[\d.+a-z]*)$/;

/** `wasmtime 48.0.8` → `Wasmtime 48.0.8`. */
function compilerName(compiler: string): string {
  return SEPARATE.test(compiler) ? `${compiler.charAt(0).toUpperCase()}${compiler.slice(1)}` : compiler;
}

/** The statement in one or two sentences. */
export function statementWords({ statement, image, module }: Verified): string {
  const { compiler, target, wasmBytes, outcome, artifactBytes, rejection } = statement;
  const subject = `${compilerName(compiler)}, with the profile ${image.profileName} for ${target},`;
  const object = `${module} (${bytesText(wasmBytes)})`;
  if (outcome === 'compiled') {
    return `${subject} compiles ${object} to one artifact of ${bytesText(artifactBytes ?? '0')}.`;
  }
  const why = rejection === undefined ? '' : ` It was refused because ${rejectionWords(rejection)}.`;
  return `${subject} refuses ${object}.${why}`;
}

/** Why and where a module was refused. */
export function rejectionWords({
  reason,
  limit,
  functionIndex,
  offset,
  value,
  bound,
}: NonNullable<Verified['statement']['rejection']>): string {
  const why = REASON_WORDS[reason as RejectReason] ?? reason;
  const of = limit === undefined ? undefined : LIMIT_WORDS[limit as LimitName];
  const show = of?.bytes || reason === 'heap limit' || reason === 'allocation limit' ? bytesText : grouped;
  const what = of === undefined ? '' : `${of.words.toLowerCase()}: `;
  const over = bound === '0' ? '' : ` (${what}${show(value)}, and ${show(bound)} allowed)`;
  const where = [
    functionIndex === undefined ? [] : [`in function ${functionIndex}`],
    offset === undefined ? [] : [`at byte ${grouped(offset)}`],
  ].flat();
  return `${why}${over}${where.length === 0 ? '' : `, ${where.join(' ')}`}`;
}

/** What bounds are proved: how long and how much memory, and by whom each is attested. */
export function boundsWords({
  cycles,
  statement,
  sealKind,
}: Verified): { term: string; value: string; note: string }[] {
  const { instructions, peakHeapBytes } = statement;
  const whyNone =
    sealKind === 'groth16'
      ? 'A Groth16 seal carries no clock.'
      : 'The clocks of single proofs are lost where they are folded into an aggregate.';
  return [
    cycles === undefined
      ? { term: 'Cycles', value: 'not attested', note: `${whyNone} Ask for the receipt with its stark seal.` }
      : {
          term: 'Cycles',
          value: grouped(cycles),
          note: "Attested by the proof's own clock, which no program can set.",
        },
    ...(instructions === undefined
      ? []
      : [
          {
            term: 'Instructions',
            value: grouped(instructions),
            note: 'Counted by the program that was proved.',
          },
        ]),
    {
      term: 'Peak memory',
      value: bytesText(peakHeapBytes),
      note: 'Counted by the allocator of the program that was proved.',
    },
  ];
}

/** To what place a receipt is bound. */
export function contextWords(context: string): string | undefined {
  return /^0+$/.test(context) ? undefined : context;
}
