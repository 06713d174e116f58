import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RequestError } from '../../errors/base.js';
import type { DaemonContext } from '../context.js';
import { describeSupport } from '../describe.js';
import { EVENTS_KEPT } from '../events.js';
import { errorSchema } from '../httpErrors.js';
import { digits, hex32, supportSchema } from '../schemas.js';

const health = z.object({
  status: z.enum(['ok', 'stopping']),
  store: z.object({ bytes: z.int(), maxBytes: z.int().optional() }),
  places: z.object({ taken: z.int(), all: z.int() }).describe('receipts under way, and most at once'),
  scheduleHash: hex32.optional(),
  session: digits.optional(),
  support: supportSchema.optional(),
});

/** `GET /v1/health`, `/v1/events`, `/metrics`, `/v1/openapi.json` and the page. */
export const watchRoutes: FastifyPluginAsyncZod<DaemonContext> = async (app, context) => {
  const { store, rules, pool, events, metrics, settings, page } = context;
  app.get(
    '/v1/health',
    {
      config: { rateLimit: false },
      schema: {
        operationId: 'health',
        summary: 'Whether the daemon works, and what it says of the present session',
        response: { 200: health, 503: health, '4xx': errorSchema, '5xx': errorSchema },
      },
    },
    async (_, reply) => {
      const stopping = context.isStopping();
      const support = rules.support();
      const { maxStoreBytes } = settings;
      return reply.code(stopping ? 503 : 200).send({
        status: stopping ? 'stopping' : 'ok',
        store: {
          bytes: await store.bytes(),
          ...(maxStoreBytes === undefined ? {} : { maxBytes: maxStoreBytes }),
        },
        places: { taken: pool.places.taken, all: pool.places.all },
        ...(rules.scheduleHash === undefined ? {} : { scheduleHash: rules.scheduleHash }),
        ...(rules.session === undefined ? {} : { session: `${rules.session}` }),
        ...(support === undefined ? {} : { support: describeSupport(support) }),
      });
    },
  );
  app.get(
    '/v1/events',
    {
      // Its answer has no end: there is none to ask for the head of.
      exposeHeadRoute: false,
      schema: {
        operationId: 'events',
        summary: 'Server-sent events: accepted, refused, session, collected',
        description: `The last ${EVENTS_KEPT} are kept for who comes back with Last-Event-ID; the event \`missed\` says that there were others.`,
        headers: z.object({
          'last-event-id': z.string().optional().describe('the last event that was seen'),
        }),
        response: { '4xx': errorSchema, '5xx': errorSchema },
      },
    },
    async (request, reply) => {
      events.checkRoom();
      reply.hijack();
      events.listen(reply.raw, request.headers['last-event-id']);
      return reply;
    },
  );
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        summary: 'Metrics for Prometheus',
        response: { 200: z.string(), '4xx': errorSchema, '5xx': errorSchema },
      },
    },
    async (_, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get('/v1/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
  app.get('/', { schema: { hide: true } }, async (_, reply) => {
    if (page === undefined) {
      throw new RequestError('request/not-found', 'this daemon was started without the page', {
        hint: 'The routes are described at /v1/openapi.json.',
      });
    }
    return reply.type('text/html; charset=utf-8').send(page);
  });
};
