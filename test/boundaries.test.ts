/** The rules of what may import what find what they are there for: a tree with one fault of each kind. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-boundaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = {
  'verifier/src/index.ts': "export * from './deep.js';",
  'verifier/src/deep.ts': "export { readFile } from 'node:fs/promises';",
  'verifier/src/registry/index.ts': "export * from '../util/readInput.js';",
  'verifier/src/util/readInput.ts': 'export const read = 1;',
  'verifier/src/accept/accept.ts': "export * from '../../../prover/src/index.js';",
  'verifier/src/ring.ts': "export * from './ringed.js';",
  'verifier/src/ringed.ts': "export * from './ring.js';",
  'verifier/src/node.ts': "export { readFile } from 'node:fs/promises';",
  'prover/src/index.ts': "export * from '../../verifier/src/deep.js';",
  'prover/src/good.ts': "export * from '../../verifier/src/node.js';",
  'node/src/index.ts': "export * from '../../prover/src/good.js';",
  'page/src/main.ts': "export * from '../../verifier/src/node.js';",
  'verifier/src/cli/keep.ts': "export * from 'lmdb';",
  'node_modules/lmdb/package.json': '{"main":"index.js"}',
  'node_modules/lmdb/index.js': 'export const open = 1;',
  'page/src/lost.ts': "export * from './nowhere.js';",
  'page/src/kit.ts': "export * from '../../testkit/kit.js';",
  'node/src/tested.ts': "export * from '../test/help.js';",
  'node/test/help.ts': "export * from '../../testkit/kit.js';",
  'node/test/other.ts': "export * from '../../prover/test/help.js';",
  'prover/test/help.ts': "export * from '../src/good.js';",
  'testkit/kit.ts': 'export const kit = 1;',
  'testkit/upwards.ts': "export * from '../bench/table.js';",
  'bench/table.ts': "export * from '../testkit/kit.js';",
  'bench/test/table.test.ts': "export * from '../table.js';",
  'checks/package.ts': "export * from '../bench/table.js';",
  'test/documents.ts': "export * from '../checks/package.js';",
};

test('each rule finds its fault, and nothing else is one', async () => {
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { default: rules } = (await import(new URL('../.dependency-cruiser.mjs', import.meta.url).href)) as {
    default: { forbidden: IForbiddenRuleType[] };
  };
  const { output } = await cruise(
    ['verifier', 'prover', 'node', 'page', 'testkit', 'bench', 'checks', 'test'],
    { baseDir: folder, ruleSet: { forbidden: rules.forbidden }, validate: true, tsPreCompilationDeps: true },
    { exportsFields: ['exports'], extensions: ['.ts', '.js'] },
  );
  const { violations } = (output as ICruiseResult).summary;
  const found = violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  expect([...new Set(found)].sort()).toEqual([
    'core-without-node: verifier/src/index.ts',
    'core-without-node: verifier/src/registry/index.ts',
    'no-cycles: verifier/src/ring.ts',
    'packages-by-their-entries: node/src/index.ts',
    'packages-by-their-entries: prover/src/index.ts',
    'packages-without-rooms: node/src/tested.ts',
    'packages-without-rooms: page/src/kit.ts',
    'page-without-node: page/src/main.ts',
    'prover-beside-node: node/src/index.ts',
    'resolved: page/src/lost.ts',
    'rooms-apart: checks/package.ts',
    'rooms-apart: node/test/other.ts',
    'rooms-apart: test/documents.ts',
    'testkit-below: testkit/upwards.ts',
    'verifier-alone: verifier/src/accept/accept.ts',
    'verifier-without-native-code: verifier/src/cli/keep.ts',
  ]);
});
