import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { path } from '../../testkit/fixtures.js';

const library = new URL('../dist/index.js', import.meta.url).pathname;

test('verifying takes less than 300 MB of memory, and the process ends by itself', () => {
  const code = `
    import { readFileSync } from 'node:fs';
    import { makePolicy, verifyReceipt } from ${JSON.stringify(library)};
    const read = (file) => new Uint8Array(readFileSync(file));
    const policy = await makePolicy();
    for (let i = 0; i < 3; i += 1) {
      await verifyReceipt(read(process.argv[1]), { policy, wasm: read(process.argv[2]) });
    }
    console.log(process.resourceUsage().maxRSS * 1024);`;
  const args = ['--input-type=module', '-e', code, '--', path('add.receipt'), path('add.wasm')];
  const peak = Number(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 }));
  expect(peak).toBeGreaterThan(10e6);
  expect(peak).toBeLessThan(300e6);
});
