import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { DaemonError, RequestError } from '../errors/base.js';
import type { DaemonContext } from './context.js';
import { knownError, retryAfterOf, statusOf } from './httpErrors.js';
import { MonotonicRateStore } from './rateStore.js';
import { changeRoutes } from './routes/change.js';
import { queryRoutes } from './routes/query.js';
import { runRoute } from './routes/run.js';
import { submitRoute } from './routes/submit.js';
import { watchRoutes } from './routes/watch.js';
import { hasToken } from './token.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It changes state, and wants the token. */
    changes?: boolean;
  }
}

/** Largest JSON body. */
const MAX_JSON_BYTES = 16 * 1024;
const MOST_CONNECTIONS = 1024;

/** The HTTP side of a daemon, not listening yet. */
export async function buildServer(context: DaemonContext, logger: Logger) {
  const { settings, token, metrics } = context;
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: settings.requestSeconds * 1000,
    connectionTimeout: 2 * settings.requestSeconds * 1000,
    keepAliveTimeout: 10_000,
    http: { headersTimeout: Math.min(10, settings.requestSeconds) * 1000, connectionsCheckingInterval: 1000 },
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: 'idle',
    trustProxy: false,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: refuseConnection,
    // What fails before a route is found: a parameter that is too long, an address that is no text.
    frameworkErrors: (error, _, reply) =>
      void refuse(reply as FastifyReply, knownError(error) ?? fault(error)),
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });
  // After the addresses are counted, so that whoever guesses tokens is; and before a byte of a body is read.
  app.addHook('preParsing', async (request) => {
    if (request.routeOptions.config.changes === true) checkToken(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const { statusCode } = reply;
    metrics.requestSeconds.observe({ route, status: statusCode }, reply.elapsedTime / 1000);
    const level = statusCode >= 500 && statusCode !== 503 ? 'error' : 'info';
    request.log[level]({ route, status: statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  app.setErrorHandler((error, request, reply) => {
    const known = knownError(error);
    if (known === undefined) request.log.error({ err: error }, 'a fault');
    return refuse(reply, known ?? fault(error));
  });
  await app.register(rateLimit, {
    max: settings.requestsPerMinute,
    timeWindow: 60_000,
    store: MonotonicRateStore,
    // Whoever guesses tokens, or asks for what is not there, is counted as well.
    hook: 'onRequest',
    skipOnError: false,
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    refuse(
      reply,
      new RequestError('request/not-found', `there is no ${request.method} at that address`, {
        hint: 'The routes are described at /v1/openapi.json.',
      }),
    ),
  );
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'zkcwasm-node',
        description: 'Accepts receipts of compilations into a store, and tells what was accepted.',
        version: '1',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(submitRoute, context);
  await app.register(queryRoutes, context);
  await app.register(runRoute, context);
  await app.register(changeRoutes, context);
  await app.register(watchRoutes, context);
  await app.ready();
  return app;

  function checkToken(request: FastifyRequest): void {
    if (token === undefined) {
      throw new RequestError(
        'request/no-token',
        'this daemon takes no changes: it was started without a token',
        {
          hint: 'Start it with --token-file.',
        },
      );
    }
    if (hasToken(request.headers.authorization, token)) return;
    throw new RequestError('request/token', 'what changes something needs the token', {
      hint: 'Send the header "Authorization: Bearer TOKEN".',
    });
  }
}

function fault(cause: unknown): DaemonError {
  return new DaemonError('daemon/failed', 'the daemon has a fault; its log has more', { cause });
}

function refuse(reply: FastifyReply, error: { code: string; toJSON(): object }): FastifyReply {
  const status = statusOf(error.code);
  const after = retryAfterOf(error.code);
  if (after !== undefined) reply.header('retry-after', after);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  // What is left of a body that was refused is not read. But where the daemon is only busy it is read and dropped, so that whoever
  // sends it gets to see the answer; and a receipt that does not hold was read to its end.
  const isRead = error.code === 'daemon/busy' || status === 422;
  if (reply.request.method === 'POST' && !isRead) reply.header('connection', 'close');
  return reply.code(status).type('application/json; charset=utf-8').send({ error: error.toJSON() });
}

/** What is no HTTP, or takes too long to become a request: the same shape, written by hand. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const refusal = slow
    ? new RequestError('request/too-slow', 'the request took too long to arrive')
    : new RequestError(
        'request/invalid',
        'the request is out of form: it is no HTTP, or its headers are too long',
      );
  const body = JSON.stringify({ error: refusal.toJSON() });
  const status = slow ? '408 Request Timeout' : '400 Bad Request';
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}
