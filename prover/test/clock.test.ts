import { readFileSync } from 'node:fs';
import { makeImportList, makePolicy, verifyReceipt } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, NO_CONTEXT, openImage, withEngine } from '../src/index.js';
import { withJobFiles } from '../src/runImage.js';

/** System calls of an image that makes a statement, and cycles that each takes beyond its instruction; docs/clock.md. */
const CALLS = 24n;
const CYCLES_A_CALL = 32n;

test('cycles of a proof, of its dry run, and instructions with system calls are the same', async () => {
  const read = (file: string) =>
    new Uint8Array(readFileSync(new URL(`../../artifacts/receipts/${file}`, import.meta.url)));
  const wasm = read('add.wasm');
  const policy = await makePolicy({ sources: ['upstream', 'tuned'] });
  const proved = await verifyReceipt(read('add.receipt'), { policy, wasm });
  const job = {
    image: await openImage(),
    wasm,
    limits: DEFAULT_LIMITS,
    imports: makeImportList([]),
    maxCycles: DEFAULT_MAX_CYCLES,
    context: NO_CONTEXT,
  };
  const ran = await withEngine((engine) => withJobFiles(job, (body) => engine.request('execute', body)));
  expect(ran.instructions + CALLS * CYCLES_A_CALL).toBe(ran.cycles);
  // Those of a superseded image are not its; `scripts/check-proof.sh` compares a fresh proof with its dry run.
  if (proved.image.imageId === job.image.imageId) expect(ran.cycles).toBe(proved.cycles);
});
