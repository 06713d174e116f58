/** What the package's entries export: each thing once, and each with a docstring. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ENTRIES = [
  'index.ts',
  'node.ts',
  'commands.ts',
  'internal.ts',
  'registry/index.ts',
  'schedule/index.ts',
];
const path = (file: string) => fileURLToPath(new URL(`../src/${file}`, import.meta.url));
const program = ts.createProgram(ENTRIES.map(path), {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
});
const checker = program.getTypeChecker();

/** Names that an entry exports, with what their docstrings say. */
function exportsOf(file: string): { name: string; said: string }[] {
  const source = program.getSourceFile(path(file));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  return checker.getExportsOfModule(module).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return { name: symbol.name, said: ts.displayPartsToString(target.getDocumentationComment(checker)) };
  });
}

test.each(ENTRIES)('%s: every export has a docstring', (file) => {
  const found = exportsOf(file);
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter(({ said }) => said.length < 15).map(({ name }) => name)).toEqual([]);
});

test('nothing is exported by two entries', () => {
  const names = ENTRIES.flatMap((file) => exportsOf(file).map(({ name }) => name));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('the core has nothing that only a prover or a node needs', () => {
  const core = exportsOf('index.ts').map(({ name }) => name);
  const others = /^(encode(Receipt|Aggregate|Journal|Limits)|accept|audit|open|write|read)/;
  expect(core.filter((name) => others.test(name))).toEqual([]);
});
