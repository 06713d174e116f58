/**
 * The description of the routes, and what it has beside what their schemas say: bodies and answers that are no JSON, the header that
 * says when to come back, and what each refusal is. `node/test/daemon/openapi.test.ts` holds real answers against it.
 */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { OpenAPIV3 } from 'openapi-types';
import { MOST_ARTIFACTS } from './upload.js';

const FILE = { type: 'string', format: 'binary' } as const;
const SUBMISSION: OpenAPIV3.RequestBodyObject = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['receipt'],
        properties: {
          receipt: FILE,
          artifact: {
            type: 'array',
            items: FILE,
            maxItems: MOST_ARTIFACTS,
            description: 'For kind=artifact: one, and of an aggregate one for each statement that is wanted.',
          },
        },
      },
    },
  },
};
/** Answers that are no JSON, by route. */
const TEXTS: Record<string, { type: string; what: string }> = {
  '/v1/events': { type: 'text/event-stream', what: 'Events without end.' },
  '/metrics': { type: 'text/plain', what: 'Metrics in the text format of Prometheus.' },
};
const WHAT: Record<string, string> = {
  200: 'Done.',
  201: 'Stored, and on disk.',
  '4XX':
    'Refused: 400 out of form, 401 without the token, 403 where no changes are taken, 404 not there, 408 too slow, 409 not in this state, 413 too large, 422 it does not hold, 429 too often.',
  '5XX': 'Not done: 503 busy or being stopped, 507 no room; 500 is a fault.',
};
const RETRY_AFTER: OpenAPIV3.HeaderObject = {
  description: 'Seconds to stay away, where another try makes sense.',
  schema: { type: 'integer', minimum: 0 },
};

/** Settings for `@fastify/swagger`. */
export const DESCRIPTION: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: {
      title: 'zkcwasm-node',
      description: 'Accepts receipts of compilations into a store, and tells what was accepted.',
      version: '1',
      license: { name: 'MIT OR Apache-2.0' },
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  },
  transform: jsonSchemaTransform,
  transformObject: (document) => {
    if (!('openapiObject' in document)) return document.swaggerObject;
    const described = document.openapiObject as OpenAPIV3.Document;
    for (const [path, methods] of Object.entries(described.paths)) {
      for (const operation of [methods?.get, methods?.post]) {
        if (operation !== undefined) complete(path, operation);
      }
    }
    return document.openapiObject;
  },
};

function complete(path: string, operation: OpenAPIV3.OperationObject): void {
  if (path === '/v1/receipts') operation.requestBody = SUBMISSION;
  const text = TEXTS[path];
  if (text !== undefined) {
    operation.responses['200'] = {
      description: text.what,
      content: { [text.type]: { schema: { type: 'string' } } },
    };
  }
  for (const [status, answer] of Object.entries(operation.responses)) {
    if ('$ref' in answer) continue;
    if (text === undefined || status !== '200') answer.description = WHAT[status] ?? answer.description;
    if (/^[45]/.test(status)) answer.headers = { 'Retry-After': RETRY_AFTER };
  }
}
