import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_LOG2_N, MAX_LOG2_N } from '../../src/account/keystore.js';
import { MAX_BATCH } from '../../src/provider/jsonRpc.js';
import { DEFAULT_LIMITS } from '../../src/provider/mempoolLimits.js';
import { SERVER_LIMITS } from '../../src/provider/server.js';
import { MAX_KEYS, MAX_WIRE_PROOF_BYTES, PARAMS } from '../../src/provider/wire.js';

const page = readFileSync(
  new URL('../../../docs/reference/stateless-tools.md', import.meta.url),
  'utf8',
).replace(/\s+/g, ' ');

test('limits and methods are those of the page', () => {
  expect(page).toContain(`up to ${MAX_KEYS.toLocaleString('en')} keys`);
  expect(page).toContain(
    `at most ${SERVER_LIMITS.bodyBytes / 2 ** 20} MiB and a batch ${MAX_BATCH} requests`,
  );
  expect(page).toContain(`cut off after ${SERVER_LIMITS.requestMs / 1000} seconds`);
  expect(page).toContain(`Witnesses of up to ${DEFAULT_LIMITS.lag} blocks ago`);
  expect(page).toContain(`more than ${2 ** MAX_LOG2_N / 2 ** 20} GiB of memory is refused`);
  for (const method of Object.keys(PARAMS)) expect(page).toContain(`| \`${method}\` |`);
  // What is proved fits into a request that gives it back.
  expect((MAX_WIRE_PROOF_BYTES * 4) / 3).toBeLessThan(SERVER_LIMITS.bodyBytes);
  expect(DEFAULT_LOG2_N).toBeLessThan(MAX_LOG2_N);
});
