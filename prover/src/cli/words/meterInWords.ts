import { availableParallelism } from 'node:os';
import { boundsTable, durationInWords, namesTable, statementInWords } from '@zkcwasm/verifier/internal';
import type { MeterReport } from '../../meter.js';
import { howToAllow, MORE } from './more.js';

/** What a dry run found, for people: nothing here is proved, and it says so first. */
export function meterInWords(report: MeterReport): string {
  const cores = availableParallelism();
  const machine = cores === 1 ? '1 core' : `${cores} cores`;
  const proving = `about ${durationInWords(report.estimatedProvingSeconds)} on this machine (${machine})`;
  return [
    `measured, not proved: ${statementInWords(report)}.\n${howToAllow(report.deniedImport)}`,
    boundsTable(report, [
      ['time to prove', proving],
      ['this dry run', durationInWords(report.elapsedMs / 1000)],
    ]),
    namesTable(report),
    MORE,
  ].join('\n');
}
