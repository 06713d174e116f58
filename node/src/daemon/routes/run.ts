import { join } from 'node:path';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RunError } from '../../errors/base.js';
import { runArtifact } from '../../runner/runArtifact.js';
import type { DaemonContext } from '../context.js';
import { errorSchema } from '../httpErrors.js';
import { hex32 } from '../schemas.js';

/** Memory of a call, bytes: what the compiled code and its runner may write to. */
const MEMORY_BYTES = 2 ** 31;

/** `POST /v1/modules/…/run`. */
export const runRoute: FastifyPluginAsyncZod<DaemonContext> = async (
  app,
  { settings, store, rules, runs, stopped },
) => {
  app.post(
    '/v1/modules/:wasmDigest/run',
    {
      config: { changes: true },
      schema: {
        operationId: 'runModule',
        summary: 'Call an export of an accepted artifact, in a confined process of its own',
        description: 'Imports trap. It shows that an artifact runs; contracts are run by their chain.',
        security: [{ token: [] }],
        params: z.strictObject({ wasmDigest: hex32 }),
        body: z.strictObject({
          export: z.string().max(1000),
          args: z.array(z.string().max(100)).max(100).default([]),
          imageId: hex32.optional().describe('left out: any'),
        }),
        response: {
          200: z.object({ results: z.array(z.string()), artifactDigest: hex32, imageId: hex32 }),
          '4xx': errorSchema,
          '5xx': errorSchema,
        },
      },
    },
    async (request) => {
      const { runner: program, runSeconds: cpuSeconds } = settings;
      if (program === undefined) {
        throw new RunError('run/no-runner', 'the daemon was started without a runner', {
          hint: 'Start it with --runner.',
        });
      }
      const { export: name, args, imageId } = request.body;
      const place = runs.enter();
      try {
        const { wasmDigest } = request.params;
        const { policyDigests } = rules;
        const [found] = await store.look({ wasmDigest, policyDigests, kind: 'artifact', imageId });
        const image = rules.policy.images.find((one) => one.imageId === found?.entry.imageId);
        const { artifactDigest } = found?.entry ?? {};
        if (found === undefined || image === undefined || artifactDigest === undefined) {
          throw new RunError('run/no-artifact', 'no such artifact was accepted of the module', {
            hint: 'GET /v1/modules/DIGEST tells what was accepted of it.',
          });
        }
        const results = await runArtifact(
          { program, cpuSeconds, memoryBytes: MEMORY_BYTES },
          {
            artifact: { file: join(found.path, 'artifact.cwasm') },
            digest: artifactDigest,
            compilerVersion: image.compiler.version,
            target: found.entry.target,
            profile: image.profileName,
            export: name,
            args,
          },
          stopped,
        );
        return { results, artifactDigest, imageId: found.entry.imageId };
      } finally {
        place.leave();
      }
    },
  );
};
