import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImportsError } from '../../src/index.js';
import { importPatternText, parseImportPattern } from '../../src/internal.js';

test.each([
  ['env::log', 'env', 'log'],
  ['env::*', 'env', '*'],
  ['*', '*', '*'],
  ['*::*', '*', '*'],
  ['::log', '', 'log'],
  ['env::', 'env', ''],
  ['a::b::c', 'a', 'b::c'],
  ['a:::b', 'a', ':b'],
  ['a b::ü 🦀', 'a b', 'ü 🦀'],
])('%j', (text, module, name) => {
  expect(parseImportPattern(text)).toEqual({ module, name });
});

test('names instead of text', () => {
  expect(parseImportPattern(['a::b', 'c'])).toEqual({ module: 'a::b', name: 'c' });
  expect(parseImportPattern({ module: 'a::b', name: '*' })).toEqual({ module: 'a::b', name: '*' });
});

test.each([
  ['text without a separator', 'env'],
  ['a single colon', 'env:log'],
  ['nothing', ''],
  ['two stars', '**'],
  ['any module, but one name', '*::log'],
  ['the same as a pair', ['*', 'log'] as const],
  ['half a character in the module', ['\ud83e', 'log'] as const],
  ['half a character in the name', 'env::\udd80'],
])('%s is refused', (_, input) => {
  expect(() => parseImportPattern(input)).toThrow(
    expect.objectContaining({ name: 'ImportsError', code: 'imports/pattern' }),
  );
});

test('an import has a text that means it alone, or none', () => {
  const name = fc.oneof(fc.string({ unit: fc.constantFrom(':', '*', 'a', 'é'), maxLength: 4 }), fc.string());
  fc.assert(
    fc.property(name, name, (module, name) => {
      const text = importPatternText({ module, name });
      if (text !== undefined) expect(parseImportPattern(text)).toEqual({ module, name });
      else expect(module === '*' || name === '*' || /::|:$/.test(module)).toBe(true);
    }),
  );
});

test('whatever is given, a pattern or an ImportsError', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseImportPattern(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ImportsError);
      }
    }),
  );
});
