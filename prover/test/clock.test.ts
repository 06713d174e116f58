import { readFileSync } from 'node:fs';
import {
  decodeJournal,
  knownImages,
  LIMIT_NAMES,
  makeImportList,
  makePolicy,
  verifyReceipt,
} from '@zkcwasm/verifier';
import { fixedPart, whyDisagree } from '@zkcwasm/verifier/internal';
import { expect, test } from 'vitest';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  type Job,
  type Limits,
  NO_CONTEXT,
  type OpenImage,
  openImage,
  ProverError,
  withEngine,
} from '../src/index.js';
import { withJobFiles } from '../src/runImage.js';

/** System calls of an image that makes a statement, and cycles that each takes beyond its instruction; docs/explanation/clock.md. */
const CALLS = 24n;
const CYCLES_A_CALL = 32n;

const read = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../artifacts/receipts/${file}`, import.meta.url)));

function jobOf(image: Job['image'], wasm: Uint8Array, limits: Limits = DEFAULT_LIMITS): Job {
  return {
    image,
    wasm,
    limits,
    imports: makeImportList([]),
    maxCycles: DEFAULT_MAX_CYCLES,
    context: NO_CONTEXT,
  };
}

async function atHand(imageId: string): Promise<OpenImage | undefined> {
  try {
    return await openImage({ imageId });
  } catch (error) {
    if (error instanceof ProverError && error.code === 'image/not-built') return undefined;
    throw error;
  }
}

test('cycles of a proof, of its dry run, and instructions with system calls are the same', async () => {
  const wasm = read('add.wasm');
  const policy = await makePolicy();
  const proved = await verifyReceipt(read('add.receipt'), { policy, wasm });
  const job = jobOf(await openImage(), wasm);
  const ran = await withEngine((engine) => withJobFiles(job, (body) => engine.request('execute', body)));
  expect(ran.instructions + CALLS * CYCLES_A_CALL).toBe(ran.cycles);
  // Those of a superseded image are not its; `checks/proof.sh` compares a fresh proof with its dry run.
  if (proved.image.imageId === job.image.imageId) expect(ran.cycles).toBe(proved.cycles);
});

test('what each active image counts agrees with its clock, and the fixed part is hardly more than what it does not count', async () => {
  const none = Object.fromEntries(LIMIT_NAMES.map((name) => [name, undefined])) as Limits;
  const stopped = { ...DEFAULT_LIMITS, instructions: 700_000n };
  const runs = [
    ['add.wasm', none],
    ['add.wasm', DEFAULT_LIMITS],
    ['add.wasm', stopped],
    ['invalid.wasm', none],
    ['shape-limit.wasm', DEFAULT_LIMITS],
  ] as const;
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  expect(active.map(({ countsInstructions }) => countsInstructions)).toEqual(active.map(() => true));
  let looked = 0;
  await withEngine(async (engine) => {
    for (const { imageId, name } of active) {
      const image = await atHand(imageId);
      // Listed by its hash, and not built on this machine: npm run build:images.
      if (image === undefined) continue;
      looked += 1;
      for (const [file, limits] of runs) {
        const job = jobOf(image, read(file), limits);
        const ran = await withJobFiles(job, (body) => engine.request('execute', body));
        const { instructions = 0n } = decodeJournal(ran.journal).metering;
        const journalBytes = BigInt(ran.journal.length);
        const what = `${name} ${file}: ${ran.cycles} cycles, ${instructions} counted`;
        expect(whyDisagree({ cycles: ran.cycles, instructions, journalBytes }), what).toBeUndefined();
        // Otherwise it would allow for more than it needs to.
        expect((ran.cycles - instructions) * 4n, what).toBeGreaterThan(fixedPart(journalBytes) * 3n);
      }
    }
  });
  // Those whose programs are committed.
  expect(looked).toBeGreaterThanOrEqual(3);
}, 300_000);
