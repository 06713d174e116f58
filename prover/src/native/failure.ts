import * as z from 'zod';
import { type ErrorCode, ProverError } from '../errors/base.js';
import { outOfForm } from './outOfForm.js';
import type { Side } from './side.js';

/** How a request ends badly. */
const failureSchema = z.object({ code: z.string(), message: z.string() });

const CODES: Readonly<Record<string, ErrorCode>> = {
  read: 'input/unreadable',
  write: 'output/unwritable',
  image: 'image/corrupt',
  target: 'image/unknown',
  profile: 'image/unknown',
  'cycle-limit': 'limit/cycles',
  memory: 'limit/memory',
  'prover-unavailable': 'prover/unavailable',
  network: 'prover/network',
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
  'prover/network':
    'NETWORK_RPC_URL says which network is asked, and ZKCWASM_NETWORK_SECONDS how long it is waited for. Without --prover network the proof is made here.',
};

/** An `error` line as this package's error. */
export function failure(side: Side, line: unknown): ProverError {
  const read = failureSchema.safeParse(line);
  if (!read.success) return outOfForm(side, 'a request that failed', read.error);
  const code = Object.hasOwn(CODES, read.data.code) ? CODES[read.data.code] : undefined;
  const known = code ?? (`${side}/refused` as const);
  return new ProverError(known, read.data.message, { hint: HINTS[known] });
}
