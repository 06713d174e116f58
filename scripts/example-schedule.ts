/**
 * Writes `artifacts/schedules/`: the example of docs/reference/environments.md. Its environments are those of two committed receipts, with
 * the limits and imports that these were proved under, and an upgrade to an active image. Again after new fixtures or images:
 *
 *     npx tsx scripts/example-schedule.ts && ZKCWASM_UPDATE=1 npx vitest run test/environments.test.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeJournal, decodeReceipt, type Image, knownImages, toHex } from '../verifier/src/index.js';
import {
  type ChangeJson,
  environmentHash,
  environmentJson,
  environmentSchema,
  type NodeHasInput,
  type ScheduleJson,
  scheduleOfJson,
} from '../verifier/src/schedule/index.js';

const folder = new URL('../artifacts/schedules/', import.meta.url);
const images = await knownImages();

/** What a committed receipt was proved by and under. */
function proved(name: string): { image: Image; limits: Record<string, string>; imports: string } {
  const file = new URL(`../artifacts/receipts/${name}.receipt`, import.meta.url);
  const { imageId, journal } = decodeReceipt(new Uint8Array(readFileSync(file)));
  const { limits, imports } = decodeJournal(journal);
  const image = images.find((one) => one.imageId === toHex(imageId));
  if (image === undefined) throw new Error(`no image of ${name} is listed`);
  const numbers = Object.entries(limits).map(([limit, value]) => [limit, `${value}`]);
  return { image, limits: Object.fromEntries(numbers) as Record<string, string>, imports: toHex(imports) };
}

const fast = proved('crypto-primitives');
const baseline = proved('crypto-primitives-baseline');
const old = [fast.image.imageId, baseline.image.imageId];
const next = images.find(({ status, imageId }) => status === 'active' && !old.includes(imageId));
if (next === undefined) throw new Error('there is no active image that the receipts are not of');

function environment(image: Image) {
  const { limits, imports } = fast;
  const { imageId, compiler, profile, target } = image;
  const json = { compiler, imageId, profile, target, limits, imports };
  return environmentSchema.parse({ ...json, hostApi: 1, stackBytes: 1 << 20, memoryBytes: 32 << 20 });
}

const labels = { 'old-fast-exec': fast.image, 'old-baseline': baseline.image, new: next };
const environments = Object.fromEntries(
  Object.entries(labels).map(([label, image]) => [label, environmentJson(environment(image))]),
);
const both = (state: 'active' | 'execute-only' | 'retired', from: number) =>
  ['old-fast-exec', 'old-baseline'].map((label) => ({ environment: label, state, from }));
const schedule: ScheduleJson = {
  environments,
  changes: [
    { decided: 0, ranges: both('active', 0) },
    {
      decided: 8,
      ranges: [
        { environment: 'new', state: 'announced', from: 10 },
        { environment: 'new', state: 'proving-open', from: 12 },
        { environment: 'new', state: 'active', from: 20 },
      ],
    },
    { decided: 20, ranges: [...both('execute-only', 24), ...both('retired', 40)] },
  ],
};
scheduleOfJson(schedule);
const revoke: ChangeJson = {
  revocations: [
    {
      environment: environmentHash(environment(baseline.image)),
      from: 28,
      advisory: 'EXAMPLE-2026-1',
    },
  ],
};
const node: NodeHasInput = {
  targets: [fast.image.target],
  versions: [`${fast.image.compiler.name} ${fast.image.compiler.version}`],
  profiles: [fast.image.profile, baseline.image.profile],
  hostApis: [1],
};

mkdirSync(folder, { recursive: true });
for (const [name, value] of Object.entries({ example: schedule, revoke, node })) {
  writeFileSync(fileURLToPath(new URL(`${name}.json`, folder)), `${JSON.stringify(value, null, 2)}\n`);
}
