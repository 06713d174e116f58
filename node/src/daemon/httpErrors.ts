/** Errors as HTTP has them: one shape for all, with the code that programs switch on. */
import { ZkcwasmError } from '@zkcwasm/verifier';
import { z } from 'zod';
import { DaemonError, RequestError } from '../errors/base.js';

/** Body of every answer that is none of success. */
export const errorSchema = z
  .object({
    error: z.object({
      code: z.string().describe('stable, as `area/what`'),
      message: z.string().describe('what is wrong'),
      hint: z.string().optional().describe('what to do about it'),
    }),
  })
  .describe('A refusal.');

const STATUS: Record<string, number> = {
  'request/invalid': 400,
  'request/token': 401,
  'request/no-token': 403,
  'request/not-found': 404,
  'request/too-slow': 408,
  'request/session': 409,
  'request/no-schedule': 409,
  'run/no-runner': 409,
  'run/no-artifact': 404,
  'runner/version': 409,
  'runner/confinement': 500,
  'request/too-large': 413,
  'request/too-many': 429,
  'daemon/busy': 503,
  'daemon/stopping': 503,
  'daemon/timed-out': 503,
  'daemon/failed': 500,
  'store/busy': 503,
  'store/locking': 500,
  'store/unreadable': 500,
  'store/corrupt': 500,
  'store/record': 500,
  'store/unwritable': 507,
  'store/full': 507,
};

/** How long to stay away, seconds, where another try makes sense. */
const RETRY_AFTER: Record<string, number> = {
  'daemon/busy': 2,
  'daemon/stopping': 10,
  'daemon/timed-out': 10,
  'store/busy': 5,
  'store/unwritable': 60,
  'store/full': 60,
};

/** 422 for what was read and does not hold: the same bytes will be refused again. */
export function statusOf(code: string): number {
  return STATUS[code] ?? 422;
}

/** Seconds after which another try makes sense; undefined where it does not, or where another says so. */
export function retryAfterOf(code: string): number | undefined {
  return RETRY_AFTER[code];
}

/** A verifier's refusal that came from another thread: its code is one of the verifier's, which no class here has. */
export class Refusal extends ZkcwasmError {
  override readonly name = 'Refusal';
}

interface FastifyLike {
  code?: string;
  statusCode?: number;
  message: string;
}

/** Whatever was thrown while a request was handled, as one of ours; undefined for a fault. */
export function knownError(error: unknown): ZkcwasmError | undefined {
  if (error instanceof ZkcwasmError) return error;
  const { code = '', statusCode = 500, message } = error as FastifyLike;
  if (/^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(code)) return invalid('it has other parts than are taken');
  if (code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) {
    return new RequestError('request/too-large', 'the body is larger than is taken', {
      hint: 'The limits are in docs/reference/daemon.md.',
    });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' || statusCode === 408) {
    return tooSlow();
  }
  if (statusCode === 429) {
    return new RequestError('request/too-many', 'too many requests came from this address', {
      hint: 'Come back as Retry-After says.',
    });
  }
  if (code === 'FST_ERR_VALIDATION') return invalid(message);
  if (statusCode >= 400 && statusCode < 500) return invalid(message);
  return undefined;
}

function invalid(why: string): RequestError {
  return new RequestError('request/invalid', `the request is out of form: ${why.slice(0, 300)}`, {
    hint: 'The routes are described at /v1/openapi.json.',
  });
}

/** What is said of a request that does not come to its end. */
export function tooSlow(): RequestError {
  return new RequestError('request/too-slow', 'the request took too long to arrive', {
    hint: 'Send it again, faster; the daemon waits longer with --request-seconds.',
  });
}

/** What is said while a daemon is being stopped. */
export function stoppingError(cause?: unknown): DaemonError {
  return new DaemonError('daemon/stopping', 'the daemon is being stopped', {
    hint: 'Nothing was stored. Send it again later, as Retry-After says.',
    cause,
  });
}
