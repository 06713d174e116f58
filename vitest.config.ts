import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file: string) => fileURLToPath(new URL(`./verifier/src/${file}`, import.meta.url));

export default defineConfig({
  resolve: {
    // The entries of the verifier's package, each from its source.
    alias: [
      { find: /^@zkcwasm\/verifier$/, replacement: source('index.ts') },
      { find: /^@zkcwasm\/verifier\/(node|internal|commands)$/, replacement: source('$1.ts') },
      { find: /^@zkcwasm\/verifier\/environments$/, replacement: source('schedule/index.ts') },
      { find: /^@zkcwasm\/verifier\/registry$/, replacement: source('registry/index.ts') },
    ],
  },
  test: {
    include: [
      'verifier/test/**/*.test.ts',
      'prover/test/**/*.test.ts',
      'node/test/**/*.test.ts',
      'stateless/test/**/*.test.ts',
      'page/test/**/*.test.ts',
      '{scripts,testkit,bench,checks}/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // On demand: `npm run coverage`. Commands that tests start as processes of their own run what is built, and do not count.
    coverage: {
      provider: 'v8',
      include: ['{verifier,prover,node,stateless,page}/src/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'html', 'json-summary'],
      reportsDirectory: 'coverage',
      reportOnFailure: true,
    },
    testTimeout: 120_000,
    // The engine and the proof check want the memory; two cores gain nothing from more.
    pool: 'forks',
    maxWorkers: 2,
  },
});
