/** Asks one provider: what it answers is bounded in bytes and time, and parsed, and nothing else is known of it. */
import * as z from 'zod';
import { type BlockRecord, decodeBlockRecord } from '../chain/blockRecord.js';
import { ProviderError, StatelessError } from '../errors/base.js';
import { type Method, type ParamsJson, RESULTS, type Result, STREAMED } from '../provider/wire.js';

export interface TransportLimits {
  /** How long an answer may take, all of it, milliseconds. */
  timeoutMs: number;
  /** Largest answer, bytes. */
  answerBytes: number;
}
export const TRANSPORT_LIMITS: TransportLimits = { timeoutMs: 15_000, answerBytes: 24 << 20 };

const response = z.union([
  z.strictObject({ jsonrpc: z.literal('2.0'), id: z.literal(1), result: z.unknown() }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.literal(1), z.null()]),
    error: z.object({
      code: z.number(),
      message: z.string().max(4096),
      data: z.object({ code: z.string().max(64) }).optional(),
    }),
  }),
]);

export class Transport {
  readonly limits: TransportLimits;

  /** @param url of the provider: http or https, without a path */
  constructor(
    readonly url: string,
    limits: Partial<TransportLimits> = {},
  ) {
    this.limits = { ...TRANSPORT_LIMITS, ...limits };
    let parsed: URL | undefined;
    try {
      parsed = new URL(url);
    } catch {
      // Told below.
    }
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
      throw new ProviderError(
        'provider/unreachable',
        `${JSON.stringify(url)} is not the address of a provider`,
      );
    }
  }

  /** @throws ProviderError `provider/unreachable`, `provider/slow`, `provider/too-large`, `provider/answer`, `provider/refused` */
  async ask<M extends Method>(method: M, params: ParamsJson<M>): Promise<Result<M>> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const text = await this.#whole('/rpc', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const parsed = response.safeParse(this.#json(text));
    if (!parsed.success) throw this.#fault('provider/answer', 'sent something that is no answer');
    if ('error' in parsed.data) {
      const { message, data } = parsed.data.error;
      throw this.#fault(
        'provider/refused',
        `refused: ${message}${data === undefined ? '' : ` (${data.code})`}`,
      );
    }
    const result = RESULTS[method].safeParse(parsed.data.result);
    if (result.success) return result.data as Result<M>;
    const [issue] = result.error.issues;
    throw this.#fault(
      'provider/answer',
      `sent an answer out of form: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }

  /**
   * Blocks from a number on, as they come; a number that is not the next is the beginning of another branch.
   *
   * @throws as `ask`; `timeoutMs` is how long a connection may take
   */
  async *blocks(from: bigint, signal: AbortSignal): AsyncGenerator<BlockRecord> {
    // Once it has begun, a stream may be silent for as long as no block comes.
    const begun = new AbortController();
    const timer = setTimeout(() => begun.abort(), this.limits.timeoutMs);
    const both = AbortSignal.any([signal, begun.signal]);
    const reply = await this.#fetch(`/blocks?from=${from}`, {}, both).finally(() => clearTimeout(timer));
    if (!reply.ok) throw this.#fault('provider/refused', `refused to send blocks: HTTP ${reply.status}`);
    let rest = '';
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of this.#chunks(reply)) {
      const lines = (rest + this.#text(() => decoder.decode(chunk, { stream: true }))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > this.limits.answerBytes) throw this.#tooLarge();
      for (const line of lines) yield this.#record(line);
    }
  }

  #record(line: string): BlockRecord {
    const parsed = STREAMED.safeParse(this.#json(line));
    if (!parsed.success) throw this.#fault('provider/answer', 'sent a line that is no block');
    try {
      const record = decodeBlockRecord(parsed.data.record);
      if (record.block.number === parsed.data.number) return record;
    } catch (error) {
      if (!(error instanceof StatelessError)) throw error;
    }
    throw this.#fault('provider/answer', 'sent a line that is no block');
  }

  async #whole(path: string, options: RequestInit): Promise<string> {
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    const reply = await this.#fetch(path, options, timeout);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.#chunks(reply)) {
      size += chunk.length;
      if (size > this.limits.answerBytes) throw this.#tooLarge();
      chunks.push(chunk);
    }
    return this.#text(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  }

  async #fetch(path: string, options: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(new URL(path, this.url), { ...options, signal, redirect: 'error' });
    } catch (error) {
      throw this.#broken(error);
    }
  }

  async *#chunks(reply: Response): AsyncGenerator<Uint8Array> {
    const body = reply.body as AsyncIterable<Uint8Array> | null;
    if (body === null) return;
    try {
      for await (const chunk of body) yield chunk;
    } catch (error) {
      throw this.#broken(error);
    }
  }

  #text(decode: () => string): string {
    try {
      return decode();
    } catch {
      throw this.#fault('provider/answer', 'sent what is no text');
    }
  }

  #json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#fault('provider/answer', 'sent what is no JSON');
    }
  }

  #broken(error: unknown): ProviderError {
    if (error instanceof ProviderError) return error;
    const { name, message, cause } = error as Error & { cause?: Error };
    if (name === 'TimeoutError' || name === 'AbortError') {
      return this.#fault('provider/slow', `did not answer within ${this.limits.timeoutMs} ms`, error);
    }
    return this.#fault('provider/unreachable', `cannot be reached: ${cause?.message ?? message}`, error);
  }

  #tooLarge(): ProviderError {
    return this.#fault('provider/too-large', `sent more than ${this.limits.answerBytes} bytes`);
  }

  #fault(code: ProviderError['code'], what: string, cause?: unknown): ProviderError {
    return new ProviderError(code, `the provider ${this.url} ${what}`, { cause });
  }
}
