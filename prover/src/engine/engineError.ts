import { type ErrorCode, ProverError } from '../errors/base.js';
import { outOfForm } from './answers.js';
import { failureSchema } from './event.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  read: 'input/unreadable',
  write: 'output/unwritable',
  image: 'image/corrupt',
  target: 'image/unknown',
  profile: 'image/unknown',
  'cycle-limit': 'limit/cycles',
  memory: 'limit/memory',
  'prover-unavailable': 'prover/unavailable',
  proving: 'prove/failed',
  seal: 'prove/failed',
  execution: 'prove/failed',
  'exit-code': 'prove/failed',
  'artifact-digest': 'artifact/mismatch',
  rehydration: 'run/failed',
  call: 'run/failed',
  fold: 'aggregate/receipt',
  rejected: 'module/rejected',
};

const HINTS: Partial<Record<ErrorCode, string>> = {
  'limit/cycles': 'Raise --max-cycles, or make the module smaller.',
  'limit/memory':
    'Close other programs, use a machine with 24 GiB or more, or let SP1 prove elsewhere with --prover network.',
};

/** An `error` line as this package's error. */
export function engineError(line: unknown): ProverError {
  const failure = failureSchema.safeParse(line);
  if (!failure.success) return outOfForm('a request that failed', failure.error);
  const code = CODES[failure.data.code] ?? 'engine/refused';
  return new ProverError(code, failure.data.message, { hint: HINTS[code] });
}
