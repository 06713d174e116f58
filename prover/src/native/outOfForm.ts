import type * as z from 'zod';
import { ProverError } from '../errors/base.js';
import { BUILD, type Side } from './side.js';

/** Something that a native process sent is not what it should send: `engine/answer`, `runner/answer`. */
export function outOfForm(side: Side, what: string, cause: z.ZodError | string): ProverError {
  return new ProverError(`${side}/answer`, `the ${side}'s answer to ${what} is out of form: ${why(cause)}`, {
    hint: `The ${side} may be of another version than this package: build it with ${BUILD[side]}.`,
    ...(typeof cause === 'string' ? {} : { cause }),
  });
}

function why(cause: z.ZodError | string): string {
  if (typeof cause === 'string') return cause;
  const [issue] = cause.issues;
  return issue === undefined ? 'it does not fit' : `${issue.path.join('.') || 'line'}: ${issue.message}`;
}
