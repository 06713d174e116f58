/** Codes, states and figures of docs/reference/environments.md; test/commands.test.ts runs its commands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERROR_CODES, knownImages } from '../verifier/src/index.js';
import {
  checkImages,
  LEAD_SESSIONS,
  MAX_SCHEDULE_BYTES,
  parseSchedule,
  STATES,
} from '../verifier/src/schedule/index.js';

const page = fileURLToPath(new URL('../docs/reference/environments.md', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

test('codes, states and figures of the page are those of the code', () => {
  const text = readFileSync(page, 'utf8').replace(/\s+/g, ' ');
  const codes = [...text.matchAll(/`((?:schedule|environment)\/[a-z-]+)`/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) expect(Object.keys(ERROR_CODES)).toContain(code);
  for (const state of STATES) expect(text).toContain(`| \`${state}\` |`);
  expect(text).toContain(`A schedule has at most ${MAX_SCHEDULE_BYTES / 2 ** 20} MiB.`);
  expect(LEAD_SESSIONS).toBe(2n);
});

test("the images of the example are in this version's list", async () => {
  const bytes = readFileSync(join(root, 'artifacts/schedules/example.json'));
  checkImages(parseSchedule(new Uint8Array(bytes)), await knownImages());
});
