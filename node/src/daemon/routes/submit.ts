import { MAX_RECEIPT_BYTES } from '@zkcwasm/verifier';
import { ENTRY_KINDS, type Entry } from '@zkcwasm/verifier/node';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RequestError } from '../../errors/base.js';
import { type Accepted, putStatements } from '../../store/acceptAggregateInto.js';
import type { Judged } from '../../store/acceptInto.js';
import type { DaemonContext } from '../context.js';
import { errorSchema, Refusal } from '../httpErrors.js';
import { digits, hex32 } from '../schemas.js';
import { discard, receive, type Upload } from '../upload.js';
import type { VerifyAnswer, VerifyTask } from '../verifyWorker.js';

/** Bytes of a multipart body beside its files. */
const MULTIPART_OVERHEAD = 16 * 1024;

const querystring = z.strictObject({
  kind: z.enum(ENTRY_KINDS).default('artifact').describe('as what the receipt is accepted'),
});
const accepted = z.object({
  outcome: z.enum(['accepted', 'known']).describe('known: the same was accepted before'),
  kind: z.enum(ENTRY_KINDS),
  wasmDigest: hex32,
  imageId: hex32,
  policyDigest: hex32,
  artifactDigest: hex32.optional(),
  environment: hex32.optional(),
  session: digits.optional(),
});
const statements = z
  .object({
    outcome: z.literal('aggregate'),
    statements: z.array(
      z.union([
        accepted.extend({ statement: z.int() }),
        z.object({ statement: z.int(), outcome: z.literal('refused'), error: errorSchema.shape.error }),
      ]),
    ),
  })
  .describe(
    'Of an aggregate: what came of each statement. One of them at least was accepted, now or before.',
  );
const answered = z.union([accepted, statements]);
type Answer = z.input<typeof answered>;

/** `POST /v1/receipts`. */
export const submitRoute: FastifyPluginAsyncZod<DaemonContext> = async (app, context) => {
  const { pool, settings, store, events, metrics } = context;
  const most = MAX_RECEIPT_BYTES + settings.maxArtifactBytes + MULTIPART_OVERHEAD;
  app.post(
    '/v1/receipts',
    {
      config: { changes: true },
      bodyLimit: most,
      schema: {
        operationId: 'submitReceipt',
        summary: 'Verify a receipt, and store what it proves',
        description:
          'multipart/form-data with the file `receipt` and, for kind=artifact, the file `artifact`. Once it is answered with 200 or 201 it is on disk. The statements of an aggregate are accepted one by one, each under the policy or the environment that takes it, with the file `artifact` of each that is wanted.',
        consumes: ['multipart/form-data'],
        security: [{ token: [] }],
        querystring,
        response: {
          200: answered,
          201: answered,
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart()) {
        throw new RequestError(
          'request/invalid',
          'the request is out of form: it is no multipart/form-data',
          { hint: 'Send the files "receipt" and "artifact" as multipart/form-data.' },
        );
      }
      if (Number(request.headers['content-length'] ?? 0) > most) {
        throw new RequestError('request/too-large', `the body is larger than ${most} bytes`, {
          hint: 'The daemon takes larger artifacts with --max-artifact-bytes.',
        });
      }
      const place = pool.places.enter();
      try {
        const answer = await take(request, request.query.kind);
        return await reply.code(isFresh(answer) ? 201 : 200).send(answer);
      } catch (error) {
        const { code } = error as { code?: unknown };
        const known = typeof code === 'string' && /^[a-z]+\/[a-z-]+$/.test(code) ? code : 'other';
        metrics.submissions.inc({ outcome: known });
        if (error instanceof Refusal) events.send({ event: 'refused', data: { code: known } });
        throw error;
      } finally {
        place.leave();
      }
    },
  );

  /** Reads, verifies and stores; what was written on the way is gone when this returns. */
  async function take(request: FastifyRequest, kind: VerifyTask['kind']): Promise<Answer> {
    const { maxArtifactBytes } = settings;
    const upload = await receive(request, store.folder, { maxArtifactBytes, artifact: kind === 'artifact' });
    try {
      const verified = await verify(kind, upload);
      return 'judged' in verified
        ? await storeOne(verified.judged, upload)
        : await storeEach(verified.statements, upload);
    } finally {
      for (const { file } of upload.artifacts) await discard(file);
    }
  }

  async function storeOne(judged: Judged, { receipt, artifacts: [artifact] }: Upload): Promise<Answer> {
    const { environment, session } = judged;
    const files = {
      receipt,
      ...(artifact === undefined ? {} : { 'artifact.cwasm': { file: artifact.file } }),
    };
    const acceptedAt = new Date().toISOString();
    const under = environment === undefined || session === undefined ? {} : { environment, session };
    const { fresh, entry } = await store.put(judged.entry, files, { ...under, acceptedAt });
    return tell(describe(entry, judged, fresh));
  }

  async function storeEach(
    judged: Extract<VerifyAnswer, { statements: object }>['statements'],
    { receipt, artifacts }: Upload,
  ): Promise<Answer> {
    const all = await putStatements(store, receipt, judged, (digest) => {
      const arrived = artifacts.find((one) => one.digest === digest);
      if (arrived === undefined)
        throw new RangeError('a statement was judged by an artifact that is not there');
      return { file: arrived.file };
    });
    return { outcome: 'aggregate', statements: all.map(tellStatement) };
  }

  function tellStatement(one: Accepted): z.input<typeof statements>['statements'][number] {
    const { statement } = one;
    if (!('error' in one)) return { statement, ...tell(describe(one.entry, one.judged, one.fresh)) };
    metrics.submissions.inc({ outcome: one.error.code });
    events.send({ event: 'refused', data: { code: one.error.code } });
    return { statement, outcome: 'refused', error: one.error };
  }

  /** Counts what was accepted, and tells it to who listens. */
  function tell(answer: z.input<typeof accepted>): z.input<typeof accepted> {
    metrics.submissions.inc({ outcome: answer.outcome });
    if (answer.outcome === 'accepted') events.send({ event: 'accepted', data: { ...answer } });
    return answer;
  }

  /** @throws Refusal with the verifier's code; as `VerifyPool.verify` */
  async function verify(
    kind: VerifyTask['kind'],
    { receipt, artifacts }: Upload,
  ): Promise<Exclude<VerifyAnswer, { refusal: object }>> {
    const { session } = context.rules;
    const end = metrics.verifySeconds.startTimer();
    const answer = await pool.verify({
      kind,
      receipt,
      artifacts: artifacts.map(({ digest, length }) => ({ digest, length })),
      ...(session === undefined ? {} : { session }),
    });
    end();
    if (!('refusal' in answer)) return answer;
    const { code, message, hint } = answer.refusal;
    throw new Refusal(code, message, { hint });
  }
};

/** Whether something was stored that was not there. */
function isFresh(answer: Answer): boolean {
  if (answer.outcome !== 'aggregate') return answer.outcome === 'accepted';
  return answer.statements.some(({ outcome }) => outcome === 'accepted');
}

function describe(entry: Entry, { environment, session }: Judged, fresh: boolean): z.input<typeof accepted> {
  const { kind, wasmDigest, imageId, policyDigest, artifactDigest } = entry;
  return {
    outcome: fresh ? 'accepted' : 'known',
    kind,
    wasmDigest,
    imageId,
    policyDigest,
    ...(artifactDigest === undefined ? {} : { artifactDigest }),
    ...(environment === undefined ? {} : { environment }),
    ...(session === undefined ? {} : { session: `${session}` }),
  };
}
