import type { IncomingMessage, ServerResponse } from 'node:http';
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
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { DaemonError, RequestError } from '../errors/base.js';
import type { DaemonContext } from './context.js';
import { knownError, retryAfterOf, statusOf, stoppingError, tooSlow } from './httpErrors.js';
import { DESCRIPTION } from './openapi.js';
import { addressKey, MonotonicRateStore } from './rateStore.js';
import { changeRoutes } from './routes/change.js';
import { queryRoutes } from './routes/query.js';
import { runRoute } from './routes/run.js';
import { submitRoute } from './routes/submit.js';
import { watchRoutes } from './routes/watch.js';
import { silenceMs } from './settings.js';
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
/** What a request is marked with that expects something unknown: no header that can be sent has such a name. */
const EXPECTS = ':expects';

/** The HTTP side of a daemon, not listening yet. */
export async function buildServer(context: DaemonContext, logger: Logger) {
  const { settings, token, metrics } = context;
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: settings.requestSeconds * 1000,
    connectionTimeout: silenceMs(settings),
    keepAliveTimeout: 10_000,
    http: {
      headersTimeout: Math.min(10, settings.requestSeconds) * 1000,
      connectionsCheckingInterval: 1000,
      // It is asked for below, with an answer that says what is wrong.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: 'idle',
    // Said below in the form that all refusals have.
    return503OnClosing: false,
    trustProxy: false,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: refuseConnection,
    // What fails before a route is found: a parameter that is too long, an address that is no text.
    frameworkErrors: (error, _, reply) =>
      void refuse(reply as FastifyReply, knownError(error) ?? fault(error)),
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    // What is expected is not known: the request is answered as one that is out of form.
    request.headers[EXPECTS] = 'more';
    app.server.emit('request', request, response);
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    if (context.isStopping() && request.routeOptions.url !== '/v1/health') {
      throw stoppingError();
    }
    if (request.headers[EXPECTS] !== undefined) {
      throw invalidRequest('it expects what this daemon does not know', 'Send it without the header Expect.');
    }
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0') {
      throw invalidRequest('it has no header Host', 'HTTP/1.1 wants one.');
    }
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
    keyGenerator: ({ ip }) => addressKey(ip),
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
  await app.register(swagger, DESCRIPTION);
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

function invalidRequest(why: string, hint: string): RequestError {
  return new RequestError('request/invalid', `the request is out of form: ${why}`, { hint });
}

function fault(cause: unknown): DaemonError {
  return new DaemonError('daemon/failed', 'the daemon has a fault; its log has more', {
    hint: 'Tell who runs it, with the time of the request.',
    cause,
  });
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
    ? tooSlow()
    : invalidRequest(
        'it is no HTTP, or its headers are too long',
        'The routes are described at /v1/openapi.json.',
      );
  const body = JSON.stringify({ error: refusal.toJSON() });
  const status = slow ? '408 Request Timeout' : '400 Bad Request';
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}
