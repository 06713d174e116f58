import { expect, test } from 'vitest';
import { path } from '../../../testkit/fixtures.js';
import { runNode } from '../../../testkit/runNode.js';

const dist = (file: string) => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).pathname);

test('verifying loads no native code, and makes no functions from text', async () => {
  const code = `
    import { readFileSync } from 'node:fs';
    import { createRequire } from 'node:module';
    import { decodeReceipt, makePolicy, verifyReceipt } from ${dist('index.js')};
    import { encodeReceipt } from ${dist('internal.js')};
    const read = (file) => new Uint8Array(readFileSync(file));
    const [receipt, wasm] = [read(process.argv[1]), read(process.argv[2])];
    // Often enough for cbor-x to make itself a function for a map that it sees again and again, if it could.
    for (let i = 0; i < 20; i += 1) encodeReceipt(decodeReceipt(receipt));
    await verifyReceipt(receipt, { policy: await makePolicy(), wasm });
    const addons = process.report.getReport().sharedObjects.filter((file) => file.endsWith('.node'));
    const modules = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('cbor-extract'));
    console.log(JSON.stringify({ addons, modules }));`;
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', code, '--'];
  const { out, err } = await runNode([...flags, path('add.receipt'), path('add.wasm')]);
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({ addons: [], modules: [] });
});

test('the addon would be found: the main entry point of cbor-x loads it where it is installed', async () => {
  const code = `
    const { isNativeAccelerationEnabled } = await import('cbor-x');
    const addons = process.report.getReport().sharedObjects.filter((file) => file.includes('cbor-extract'));
    console.log(JSON.stringify({ enabled: isNativeAccelerationEnabled, addons: addons.length }));`;
  const { out } = await runNode(['--input-type=module', '-e', code], {
    env: { CBOR_NATIVE_ACCELERATION_DISABLED: '' },
  });
  const { enabled, addons } = JSON.parse(out) as { enabled: boolean; addons: number };
  expect(addons > 0).toBe(enabled);
});
