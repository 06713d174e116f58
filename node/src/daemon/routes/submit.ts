import { MAX_RECEIPT_BYTES } from '@zkcwasm/verifier';
import { ENTRY_KINDS, type Entry } from '@zkcwasm/verifier/node';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RequestError } from '../../errors/base.js';
import type { Judged } from '../../store/acceptInto.js';
import type { DaemonContext } from '../context.js';
import { errorSchema, Refusal } from '../httpErrors.js';
import { digits, hex32 } from '../schemas.js';
import { artifactBytes, discard, receive, type Upload } from '../upload.js';
import type { VerifyTask } from '../verifyWorker.js';

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
          'multipart/form-data with the file `receipt` and, for kind=artifact, the file `artifact`. Once it is answered with 200 or 201 it is on disk.',
        consumes: ['multipart/form-data'],
        security: [{ token: [] }],
        querystring,
        response: {
          200: accepted,
          201: accepted,
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart()) {
        throw new RequestError('request/invalid', 'the request is out of form: it is no multipart/form-data');
      }
      if (Number(request.headers['content-length'] ?? 0) > most) {
        throw new RequestError('request/too-large', `the body is larger than ${most} bytes`);
      }
      const place = pool.enter();
      try {
        const answer = await take(request, request.query.kind);
        return await reply.code(answer.outcome === 'accepted' ? 201 : 200).send(answer);
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
  async function take(request: FastifyRequest, kind: VerifyTask['kind']): Promise<z.input<typeof accepted>> {
    const { maxArtifactBytes } = settings;
    const upload = await receive(request, store.folder, { maxArtifactBytes, artifact: kind === 'artifact' });
    const { receipt, artifact } = upload;
    try {
      const judged = await judge(kind, upload);
      const { environment, session } = judged;
      const files = {
        receipt,
        ...(artifact === undefined ? {} : { 'artifact.cwasm': await artifactBytes(artifact) }),
      };
      const acceptedAt = new Date().toISOString();
      const under = environment === undefined || session === undefined ? {} : { environment, session };
      const { fresh, entry } = await store.put(judged.entry, files, { ...under, acceptedAt });
      const answer = describe(entry, judged, fresh);
      metrics.submissions.inc({ outcome: answer.outcome });
      if (fresh) events.send({ event: 'accepted', data: { ...answer } });
      return answer;
    } finally {
      if (artifact !== undefined) await discard(artifact.file);
    }
  }

  /** @throws Refusal with the verifier's code; as `VerifyPool.verify` */
  async function judge(kind: VerifyTask['kind'], { receipt, artifact }: Upload): Promise<Judged> {
    const { session } = context.rules;
    const end = metrics.verifySeconds.startTimer();
    const answer = await pool.verify({
      kind,
      receipt,
      ...(artifact === undefined ? {} : { artifact: { digest: artifact.digest, length: artifact.length } }),
      ...(session === undefined ? {} : { session }),
    });
    end();
    if ('judged' in answer) return answer.judged;
    const { code, message, hint } = answer.refusal;
    throw new Refusal(code, message, { hint });
  }
};

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
