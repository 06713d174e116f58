/** Checks what is committed under `artifacts/`: images unpack to their hashes, receipts verify, artifacts fit them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openAggregator, openImage, ProverError } from '@zkcwasm/prover';
import {
  decodeAggregate,
  decodeJournal,
  isAggregate,
  knownImages,
  makePolicy,
  toHex,
  verifyAggregateOf,
  verifyReceipt,
} from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';

const at = (path: string) => fileURLToPath(new URL(`../artifacts/receipts/${path}`, import.meta.url));
const read = (path: string) => new Uint8Array(readFileSync(at(path)));
let [passed, failed] = [0, 0];

async function check(name: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(`ok    ${name}: ${await work()}`);
    passed += 1;
  } catch (error) {
    console.log(`FAIL  ${name}: ${(error as Error).message}`);
    failed += 1;
  }
}

for (const image of await knownImages()) {
  if (image.status !== 'active') continue;
  await check(`image ${image.name}`, async () => {
    const choice = {
      target: image.target,
      profile: image.profileName,
      compilerVersion: image.compiler.version,
    };
    const opened = await openImage(choice).catch((error) => {
      if (error instanceof ProverError && error.code === 'image/not-built') return undefined;
      throw error;
    });
    if (opened === undefined) return 'listed by its hash; not built here (npm run build:images)';
    if (opened.imageId !== image.imageId) throw new Error('another image has the same target and profile');
    return opened.imageId;
  });
}
await check('aggregator', async () => (await openAggregator()).imageId);
for (const file of readdirSync(at('')).filter((f) => f.endsWith('.receipt') && isAggregate(read(f)))) {
  await check(`aggregate ${file}`, async () => {
    const policy = await makePolicy({ sources: ['upstream', 'tuned'], allowRejected: true });
    const modules = decodeAggregate(read(file)).statements.map(({ journal }) => decodeJournal(journal).wasm);
    const { statements } = await verifyAggregateOf(modules, read(file), policy);
    return `${statements.length} statements`;
  });
}
for (const file of readdirSync(at('')).filter((f) => f.endsWith('.receipt') && !isAggregate(read(f)))) {
  const name = file.slice(0, -'.receipt'.length);
  await check(`receipt ${name}`, async () => {
    const policy = await makePolicy({ sources: ['upstream', 'tuned'], allowRejected: true });
    const { journal, cycles } = await verifyReceipt(read(file), { policy, wasm: read(`${name}.wasm`) });
    const { outcome } = journal;
    if (
      outcome.kind === 'compiled' &&
      toHex(sha256(read(`${name}.cwasm`))) !== toHex(outcome.artifact.digest)
    ) {
      throw new Error('the artifact beside it is another one');
    }
    if (outcome.kind === 'rejected' && existsSync(at(`${name}.cwasm`)))
      throw new Error('there is an artifact beside it');
    return `${outcome.kind}, ${cycles ?? 'unproved'} cycles`;
  });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
