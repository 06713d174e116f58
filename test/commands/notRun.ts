/** Command blocks that no test runs, each with the reason. */

/** A block by its page and first line; without a first line, all blocks of a page that are only shown. */
export interface NotRun {
  page: string;
  first?: string;
  reason: string;
}

const INSTALLS = 'sets the clone up; tests run in one that is set up';
const PROVES = 'makes proofs: ten minutes and 16 GiB of memory each; checks/proof.sh makes one in npm test';
const BUILDS =
  'builds for minutes or hours with tools that few machines have; scripts/setup.sh builds what tests need';
const PLACEHOLDERS = 'names files that stand for the reader’s own';
const MEASURES = 'measures for hours';

export const NOT_RUN: readonly NotRun[] = [
  { page: 'README.md', first: 'npm install', reason: INSTALLS },
  {
    page: 'README.md',
    first:
      'npm run demo     # verifies a committed receipt, then measures, proves, verifies, accepts and runs a small contract',
    reason: 'the first makes a proof, and the second is what runs this test',
  },
  {
    page: 'CONTRIBUTING.md',
    reason: 'the whole suite, and parts of it: what runs this test',
  },
  { page: 'docs/tutorials/verify-a-receipt.md', first: 'npm install', reason: INSTALLS },
  {
    page: 'docs/tutorials/prove-a-contract.md',
    first: 'npx zkcwasm doctor',
    reason: 'its exit code depends on the machine; prover/test/cli/doctor.test.ts runs it',
  },
  { page: 'docs/tutorials/prove-a-contract.md', first: 'npm run build:runner', reason: BUILDS },
  {
    page: 'docs/tutorials/prove-a-contract.md',
    first: 'npx zkcwasm prove triple.wat -o triple.receipt --artifact triple.cwasm',
    reason: PROVES,
  },
  {
    page: 'docs/how-to/prove.md',
    first: 'npx zkcwasm prove-all contracts/*.wasm -o receipts/',
    reason: PROVES,
  },
  {
    page: 'docs/how-to/prove.md',
    first: 'npx zkcwasm aggregate receipts/*.receipt -o all.receipt',
    reason: PROVES,
  },
  {
    page: 'docs/how-to/prove.md',
    first: 'ZKCWASM_ENGINE_FEATURES=network,cuda npm run build:engine',
    reason: `${BUILDS}; checks/rust.sh compiles these features`,
  },
  { page: 'docs/how-to/change-an-image.md', reason: BUILDS },
  { page: 'docs/benchmarks/dry-run.md', reason: MEASURES },
  {
    page: 'docs/reference/stateless-tools.md',
    reason: 'starts a provider that goes on; stateless/test/cli runs each of these commands',
  },
  { page: 'prover/README.md', reason: PLACEHOLDERS },
  {
    page: 'docs/reference/aggregate.md',
    first: 'npx zkcwasm aggregate a.receipt b.receipt c.receipt -o all.receipt',
    reason: PROVES,
  },
  { page: 'docs/reference/aggregate.md', first: 'scripts/build-aggregator.sh', reason: BUILDS },
  {
    page: 'examples/wasmd/README.md',
    reason: 'starts a real chain, which Go builds first; checks/wasmd.sh does so where it is asked for',
  },
  {
    page: 'node/README.md',
    reason: 'simulations of a minute; docs/explanation/prechecking.md has some that are run',
  },
  { page: 'bench/bounds/README.md', reason: MEASURES },
  { page: 'stateless/README.md', reason: BUILDS },
  { page: 'stateless/executor-image/README.md', reason: BUILDS },
  {
    page: 'stateless/contracts/README.md',
    first:
      'npx zkcwasm prove stateless/contracts/wasm/counter.wasm --profile metered --import-list host.txt -o counter.receipt',
    reason: PROVES,
  },
];

/** Reasons that pages of one’s own may give. */
export const REASONS = { INSTALLS, PROVES, BUILDS, PLACEHOLDERS, MEASURES };
