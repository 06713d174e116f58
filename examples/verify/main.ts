/** Verifies a receipt and prints what it proves: `npx tsx examples/verify/main.ts RECEIPT MODULE`. */
import { readFile } from 'node:fs/promises';
import { makePolicy, statementJson, verifyReceipt, ZkcwasmError } from '@zkcwasm/verifier';

const [receiptFile, moduleFile] = process.argv.slice(2);
if (receiptFile === undefined || moduleFile === undefined) {
  console.error('usage: npx tsx examples/verify/main.ts RECEIPT MODULE');
  process.exit(2);
}

// Everything that is not limited here is allowed, except images whose compiler was changed: `sources` would have to name them.
const policy = await makePolicy({ maxCycles: '2000000000' });

try {
  const verified = await verifyReceipt(await readFile(receiptFile), {
    policy,
    wasm: await readFile(moduleFile),
  });
  // The journal has bigints; `statementJson` makes strings of digits of them.
  const statement = statementJson(verified.journal);
  console.log(`outcome   ${statement.outcome}`);
  console.log(`compiler  ${statement.compiler} for ${statement.target}`);
  console.log(`cycles    ${verified.cycles ?? 'not attested by this kind of seal'}`);
  console.log(`heap      ${statement.peakHeapBytes} bytes`);
  console.log(`artifact  ${statement.artifactDigest ?? 'none'}`);
} catch (error) {
  // Every refusal is one typed error with a stable code.
  if (!(error instanceof ZkcwasmError)) throw error;
  console.error(`refused (${error.code}): ${error.shortMessage}`);
  process.exitCode = 1;
}
