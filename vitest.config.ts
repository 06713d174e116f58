import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { '@zkcwasm/verifier': fileURLToPath(new URL('./verifier/src/index.ts', import.meta.url)) },
  },
  test: {
    include: [
      'verifier/test/**/*.test.ts',
      'prover/test/**/*.test.ts',
      'node/test/**/*.test.ts',
      'stateless/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 120_000,
    // The engine and the proof check want the memory; two cores gain nothing from more.
    pool: 'forks',
    maxWorkers: 2,
  },
});
