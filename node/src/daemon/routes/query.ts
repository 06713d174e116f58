import { cellsAsked } from '@zkcwasm/verifier/environments';
import { ENTRY_KINDS } from '@zkcwasm/verifier/node';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DaemonError } from '../../errors/base.js';
import { environmentsByModule } from '../../store/coverage.js';
import type { DaemonContext } from '../context.js';
import { describeCell, describeContract, describeEntry, describeSupport } from '../describe.js';
import { errorSchema } from '../httpErrors.js';
import { cellSchema, contractSchema, digits, entrySchema, hex32, supportSchema } from '../schemas.js';

/** Most modules of one answer. */
const MOST_MODULES = 1000;

/** `GET /v1/modules/…`, `GET /v1/coverage`, `GET /v1/support`. */
export const queryRoutes: FastifyPluginAsyncZod<DaemonContext> = async (
  app,
  { store, rules, reads, stopped },
) => {
  /** Few at once, since each reads much of the disk: anybody may ask, and as often as the limit of requests lets them. */
  const reading = <T>(work: () => Promise<T>): Promise<T> => {
    if (reads.isCrowded) {
      throw new DaemonError('daemon/busy', 'very many questions wait for the store already', {
        hint: 'Ask again later, as Retry-After says.',
      });
    }
    return reads.take(work, stopped);
  };
  app.get(
    '/v1/modules/:wasmDigest',
    {
      schema: {
        operationId: 'queryModule',
        summary: 'What was accepted of a module, under the policies in force',
        description:
          'Every entry is read and held against its digests. A module that nothing is known of has no entries.',
        params: z.strictObject({ wasmDigest: hex32 }),
        querystring: z.strictObject({
          kind: z.enum(ENTRY_KINDS).optional(),
          imageId: hex32.optional().describe('left out: every image'),
        }),
        response: {
          200: z.object({
            wasmDigest: hex32,
            entries: z.array(entrySchema),
            contract: contractSchema
              .optional()
              .describe('with a schedule, and where all was asked for: what it is in the present session'),
          }),
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async (request) => {
      const { wasmDigest } = request.params;
      const { kind, imageId } = request.query;
      const { policyDigests, session } = rules;
      const entries = await reading(() => store.look({ wasmDigest, policyDigests, kind, imageId }));
      const isPart = kind !== undefined || imageId !== undefined;
      const environments = entries.flatMap(({ entry, acceptances }) =>
        acceptances.flatMap(({ environment }) => {
          const counts =
            environment !== undefined &&
            entry.kind !== 'rejected' &&
            rules.policyDigestOf.get(environment) === entry.policyDigest;
          return counts ? [environment] : [];
        }),
      );
      return {
        wasmDigest,
        entries: entries.map(describeEntry),
        ...(session === undefined || isPart
          ? {}
          : { contract: describeContract(rules, session, wasmDigest, environments) }),
      };
    },
  );
  app.get(
    '/v1/coverage',
    {
      schema: {
        operationId: 'queryCoverage',
        summary: 'What the accepted receipts cover of what the schedule asks for in a session',
        description:
          'Modules in rising order of their digests; `next` begins the next page. Entries are counted by their names.',
        querystring: z.strictObject({
          session: digits.optional().describe('left out: the present one'),
          after: hex32.optional(),
          limit: z.coerce.number().int().min(1).max(MOST_MODULES).default(100),
        }),
        response: {
          200: z.object({
            session: digits,
            scheduleHash: hex32,
            asked: z.array(cellSchema),
            contracts: z.array(contractSchema),
            modules: z.int().describe('how many there are in all'),
            next: hex32.optional(),
            support: supportSchema.optional(),
          }),
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async (request) => {
      const { schedule, session: now } = rules.inSession();
      const { session: wanted, after = '', limit } = request.query;
      const session = wanted === undefined ? now : BigInt(wanted);
      const all = [...(await reading(() => environmentsByModule(store.folder, rules.policyDigestOf)))];
      const from = all.findIndex(([wasmDigest]) => wasmDigest > after);
      const page = from < 0 ? [] : all.slice(from, from + limit);
      const last = page.at(-1)?.[0];
      const support = rules.support(session);
      return {
        session: `${session}`,
        scheduleHash: rules.scheduleHash ?? '',
        asked: cellsAsked(schedule, session).map(describeCell),
        contracts: page.map(([wasmDigest, environments]) =>
          describeContract(rules, session, wasmDigest, environments),
        ),
        modules: all.length,
        ...(last === undefined || from + limit >= all.length ? {} : { next: last }),
        ...(support === undefined ? {} : { support: describeSupport(support) }),
      };
    },
  );
  app.get(
    '/v1/support',
    {
      schema: {
        operationId: 'querySupport',
        summary: 'What this node says of the present session and those to come, as far as the schedule goes',
        response: {
          200: z.object({ support: z.array(supportSchema) }),
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async () => {
      rules.inSession();
      return { support: rules.supportAhead().map(describeSupport) };
    },
  );
};
