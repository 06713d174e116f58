/**
 * `@zkcwasm/stateless/provider`: the server of a state provider, which loads fastify.
 *
 * @packageDocumentation
 */
export { MAX_BATCH } from './jsonRpc.js';
export { makeServer, SERVER_LIMITS, type ServerLimits } from './server.js';
export { StateService } from './service.js';
export { MAX_KEYS, MAX_WIRE_PROOF_BYTES, type Method, PARAMS, RESULTS } from './wire.js';
