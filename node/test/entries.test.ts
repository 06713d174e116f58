/** What the package exports: each thing with a docstring, and each error of its own with what to do about it. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors/base.js';

const folder = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `${folder}${name}`);
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
});
const checker = program.getTypeChecker();

/** Exports without a docstring, with those of the namespaces among them. */
function undocumented(module: ts.Symbol, before = ''): string[] {
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (target.flags & ts.SymbolFlags.ValueModule) return undocumented(target, `${symbol.name}.`);
    const said = ts.displayPartsToString(target.getDocumentationComment(checker));
    return said.length < 15 ? [`${before}${symbol.name}`] : [];
  });
}

test('every export has a docstring', () => {
  const source = program.getSourceFile(`${folder}index.ts`);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  expect(module).toBeDefined();
  expect(module === undefined ? [] : undocumented(module)).toEqual([]);
});

/** What is thrown where: the class, the first argument, and whether a hint is among the others. */
function thrown(): { at: string; name: string; code: string; isHinted: boolean }[] {
  const found: ReturnType<typeof thrown> = [];
  for (const file of files) {
    const source = program.getSourceFile(file);
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && /^[A-Z]\w*Error$/.test(node.expression.getText(source))) {
        const [code, , options] = node.arguments ?? [];
        found.push({
          at: file.slice(folder.length),
          name: node.expression.getText(source),
          code: code !== undefined && ts.isStringLiteral(code) ? code.text : '',
          isHinted: /\bhint\b/.test(options?.getText(source) ?? ''),
        });
      }
      ts.forEachChild(node, visit);
    };
    if (source !== undefined) visit(source);
  }
  return found;
}

test('every error says what to do about it, or is a fault of the code; wrong usage is told with the usage', () => {
  const all = thrown();
  expect(all.length).toBeGreaterThan(50);
  const silent = all.filter(
    ({ name, code, isHinted }) =>
      !isHinted && code !== 'usage/invalid' && !/^(Range|InvalidArgument)Error$/.test(name),
  );
  expect(silent.map(({ at, name, code }) => `${at}: ${name} ${code}`)).toEqual([]);
});

test('every code that is listed is one that can be thrown', () => {
  const used = new Set(thrown().map(({ code }) => code));
  // These come from what the verifier's commands share, and from callers' own chains.
  const elsewhere = /^(input|output|usage)\/|^runtime-api\/|^judge\/options$/;
  const dead = Object.keys(ERROR_CODES).filter((code) => !used.has(code) && !elsewhere.test(code));
  expect(dead).toEqual([]);
});
