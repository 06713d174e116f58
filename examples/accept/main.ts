/**
 * Accepts an artifact into a store, and takes it out again as a node does before it loads it:
 * `npx tsx examples/accept/main.ts RECEIPT MODULE ARTIFACT STORE`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePolicy, policyDigest, toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { acceptArtifact, findEntries, sha256 } from '@zkcwasm/verifier/node';

const [receiptFile, moduleFile, artifactFile, store] = process.argv.slice(2);
if (
  receiptFile === undefined ||
  moduleFile === undefined ||
  artifactFile === undefined ||
  store === undefined
) {
  console.error('usage: npx tsx examples/accept/main.ts RECEIPT MODULE ARTIFACT STORE');
  process.exit(2);
}

const policy = await makePolicy();
const wasm = await readFile(moduleFile);

try {
  const accepted = await acceptArtifact(await readFile(receiptFile), await readFile(artifactFile), {
    policy,
    wasm,
    store,
  });
  console.log(`accepted  ${accepted.path}`);

  // Later, and perhaps in another process: the node knows the module and its own policy.
  const [found] = await findEntries(store, {
    wasmDigest: toHex(sha256(wasm)),
    policyDigest: policyDigest(policy),
  });
  if (found === undefined || found.entry.kind !== 'artifact') throw new Error('the store has lost the entry');
  // The bytes that are hashed are the bytes that are loaded: they are read once, into memory.
  const code = await readFile(join(found.path, 'artifact.cwasm'));
  if (toHex(sha256(code)) !== found.entry.artifactDigest) throw new Error('the artifact was changed on disk');
  console.log(`load      ${code.length} bytes with SHA-256 ${found.entry.artifactDigest}`);
} catch (error) {
  if (!(error instanceof ZkcwasmError)) throw error;
  console.error(`refused (${error.code}): ${error.shortMessage}`);
  process.exitCode = 1;
}
