/** JSON-RPC 2.0: requests and batches of them, from JSON that was parsed already. */
import { ZkcwasmError } from '@zkcwasm/verifier';
import * as z from 'zod';
import type { StateService } from './service.js';
import { type Method, PARAMS, type Params } from './wire.js';

/** Most requests of a batch. */
export const MAX_BATCH = 16;

const request = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(64), z.int(), z.null()]).optional(),
  method: z.string().max(64),
  params: z.unknown().optional(),
});
type Id = string | number | null;

/** Code of what a request was refused for by this package; `data` has the code of the error tree. */
export const REFUSED = -32000;

export interface Response {
  jsonrpc: '2.0';
  id: Id;
  result?: unknown;
  error?: { code: number; message: string; data?: { code: string; hint?: string } };
}

/** @returns one response, one for each of a batch, or undefined where none is wanted */
export async function answer(
  service: StateService,
  body: unknown,
): Promise<Response | Response[] | undefined> {
  if (!Array.isArray(body)) return answerOne(service, body);
  if (body.length === 0 || body.length > MAX_BATCH) {
    return failed(null, -32600, `a batch has 1 to ${MAX_BATCH} requests`, 'request/too-large');
  }
  const responses: Response[] = [];
  // One after the other: a batch is not a way to have more done at once.
  for (const one of body) {
    const response = await answerOne(service, one);
    if (response !== undefined) responses.push(response);
  }
  return responses.length === 0 ? undefined : responses;
}

async function answerOne(service: StateService, body: unknown): Promise<Response | undefined> {
  const parsed = request.safeParse(body);
  if (!parsed.success) return failed(null, -32600, 'not a request of JSON-RPC 2.0', 'request/malformed');
  const { id = null, method } = parsed.data;
  const wanted = parsed.data.id !== undefined;
  const response = await call(service, id, method, parsed.data.params ?? {});
  return wanted ? response : undefined;
}

async function call(service: StateService, id: Id, method: string, params: unknown): Promise<Response> {
  if (!isMethod(method)) return failed(id, -32601, 'there is no such method', 'request/malformed');
  const parsed = PARAMS[method].safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failed(id, -32602, `${issue?.path.join('.') || 'params'}: ${issue?.message}`, 'request/malformed');
  }
  try {
    const act = service.answers[method] as (params: Params<Method>) => Promise<unknown>;
    return { jsonrpc: '2.0', id, result: await act(parsed.data) };
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) return failed(id, -32603, 'a fault of the provider', undefined);
    return failed(id, REFUSED, error.shortMessage, String(error.code), error.hint);
  }
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(PARAMS, name);
}

function failed(id: Id, code: number, message: string, ours: string | undefined, hint?: string): Response {
  const data = ours === undefined ? {} : { data: { code: ours, ...(hint === undefined ? {} : { hint }) } };
  return { jsonrpc: '2.0', id, error: { code, message, ...data } };
}

/** The answer to what is no JSON, or larger than it may be. */
export function unreadable(message: string, code: string): Response {
  return failed(null, -32700, message, code);
}
