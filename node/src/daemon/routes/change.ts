import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { collect, goneIn } from '../../store/collect.js';
import type { DaemonContext } from '../context.js';
import { describeSupport } from '../describe.js';
import { errorSchema } from '../httpErrors.js';
import { digits, supportSchema } from '../schemas.js';

/** `POST /v1/session`, `POST /v1/collect`. */
export const changeRoutes: FastifyPluginAsyncZod<DaemonContext> = async (
  app,
  { store, rules, events, settings },
) => {
  const common = { '4xx': errorSchema, '5xx': errorSchema };
  app.post(
    '/v1/session',
    {
      config: { changes: true },
      schema: {
        operationId: 'setSession',
        summary: 'Go to a session; sessions only go forward',
        description: 'It holds until the daemon ends: the next one is started with the session of its time.',
        security: [{ token: [] }],
        body: z.strictObject({ session: digits }),
        response: { 200: z.object({ session: digits, support: supportSchema.optional() }), ...common },
      },
    },
    async (request) => {
      rules.goTo(BigInt(request.body.session));
      const support = rules.support();
      const answer = {
        session: `${rules.session}`,
        ...(support === undefined ? {} : { support: describeSupport(support) }),
      };
      if (support?.answer === 'abstains') app.log.warn(answer, 'abstains in this session');
      events.send({ event: 'session', data: answer });
      return answer;
    },
  );
  app.post(
    '/v1/collect',
    {
      config: { changes: true },
      schema: {
        operationId: 'collect',
        summary:
          'Remove what was accepted under environments that are retired or revoked, and under no other',
        security: [{ token: [] }],
        body: z.strictObject({
          graceSessions: digits.default('0').describe('how many sessions ago they must have ended'),
          dryRun: z.boolean().default(false),
        }),
        response: {
          200: z.object({ entries: z.int(), records: z.int(), pending: z.int(), dryRun: z.boolean() }),
          ...common,
        },
      },
    },
    async (request) => {
      const { schedule, session } = rules.inSession();
      const { graceSessions, dryRun } = request.body;
      const gone = goneIn(schedule, session, BigInt(graceSessions));
      const { entries, records, pending } = await collect(settings.store, { gone, dryRun });
      store.forgetSize();
      if (!dryRun && entries.length > 0)
        events.send({ event: 'collected', data: { entries: entries.length } });
      return { entries: entries.length, records, pending: pending.length, dryRun };
    },
  );
};
