/** Holds one receipt against several policies: `npx tsx examples/policy/main.ts RECEIPT MODULE`. */
import { readFile } from 'node:fs/promises';
import { makePolicy, type PolicyInput, verifyReceipt, ZkcwasmError } from '@zkcwasm/verifier';

const [receiptFile, moduleFile] = process.argv.slice(2);
if (receiptFile === undefined || moduleFile === undefined) {
  console.error('usage: npx tsx examples/policy/main.ts RECEIPT MODULE');
  process.exit(2);
}
const [receipt, wasm] = [await readFile(receiptFile), await readFile(moduleFile)];

const policies: Record<string, PolicyInput> = {
  'published compilers only': {},
  'changed compilers only': { sources: ['tuned'] },
  'at most a million cycles': { maxCycles: 1_000_000 },
  'another profile': { profiles: ['baseline'] },
  'bound to a chain': { context: 'c7'.repeat(32) },
  'shallow stacks': { metering: { deepestStackBytes: 65_536 } },
  'with a price': { price: { flat: 1000, perMegacycle: 20 } },
  'with a price that is too high': {
    price: { flat: 1000, perMegacycle: 20 },
    maxPrice: 1000,
  },
};

for (const [name, rules] of Object.entries(policies)) {
  try {
    const { price } = await verifyReceipt(receipt, { policy: await makePolicy(rules), wasm });
    console.log(`${name}: accepted${price === undefined ? '' : `, costs ${price}`}`);
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    console.log(`${name}: refused (${error.code})`);
  }
}
