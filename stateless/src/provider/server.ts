/**
 * The HTTP side of a state provider:
 *
 *     POST /rpc              JSON-RPC 2.0, batches of up to 16: status, getProof, prepare, submit, getBlock
 *     GET  /blocks?from=N    blocks from N on, one JSON object a line, as they come
 */
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { blockStream } from './blockStream.js';
import { answer, unreadable } from './jsonRpc.js';
import type { StateService } from './service.js';

export interface ServerLimits {
  /** Largest body of a request, bytes. */
  bodyBytes: number;
  /** How long a request may take to come, milliseconds. */
  requestMs: number;
  /** Connections at once. */
  connections: number;
  /** Streams of blocks at once. */
  streams: number;
}

export const SERVER_LIMITS: ServerLimits = {
  bodyBytes: 12 << 20,
  requestMs: 10_000,
  connections: 256,
  streams: 32,
};

/** A server that does not listen yet: `await server.listen({ host, port })`, `await server.close()`. */
export function makeServer(service: StateService, limits: Partial<ServerLimits> = {}): FastifyInstance {
  const { bodyBytes, requestMs, connections, streams } = { ...SERVER_LIMITS, ...limits };
  const server = Fastify({
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    connectionTimeout: 6 * requestMs,
    // Node exchanges both limits where that of the headers is the longer one, and so would wait for a body.
    http: { headersTimeout: requestMs, connectionsCheckingInterval: Math.min(requestMs, 5_000) },
    // Streams end when the server does.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  });
  server.server.maxConnections = connections;
  server.setErrorHandler((error: { statusCode?: number; code?: string }, _, reply) => {
    const status = error.statusCode ?? 500;
    const large = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    const message = large ? `a request has at most ${bodyBytes} bytes` : 'the request cannot be read';
    void reply
      .status(status >= 400 ? status : 500)
      .send(unreadable(message, large ? 'request/too-large' : 'request/malformed'));
  });
  server.post('/rpc', async (request, reply) => {
    const response = await answer(service, request.body);
    if (response === undefined) return reply.status(204).send();
    return reply.send(response);
  });
  let open = 0;
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  server.get('/blocks', async (request, reply) => {
    const { from = '1' } = request.query as { from?: unknown };
    if (typeof from !== 'string' || !/^[1-9][0-9]{0,18}$/.test(from)) {
      return reply.status(400).send(unreadable('from is the number of a block', 'request/malformed'));
    }
    if (open >= streams) return reply.status(503).send(unreadable('too many follow already', 'request/busy'));
    open += 1;
    const gone = new AbortController();
    request.raw.socket.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing.signal]);
    const stream = Readable.from(blockStream(service.ledger, BigInt(from), signal), {
      objectMode: false,
      highWaterMark: 1 << 16,
    });
    stream.once('close', () => {
      open -= 1;
    });
    return reply.type('application/x-ndjson').send(stream);
  });
  return server;
}
