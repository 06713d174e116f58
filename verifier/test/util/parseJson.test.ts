import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/util/parseJson.js';

const parse = (text: string) => parseJson(Buffer.from(text));

test('any JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
  );
  expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
});

describe('refused', () => {
  test.each([
    ['{"a":1,"a":1}', '"a"'],
    ['{"a":1,"b":[{}],"\\u0061":2}', '"a"'],
    ['[{"x":{"k":[1,{"a":0}],"l":"k","k":1}}]', '"k"'],
    ['{"":1 , "" : 2}', '""'],
    ['{"\\"":1,"\\u0022":2}', '"\\""'],
    ['{"__proto__":1,"__proto__":2}', '"__proto__"'],
    [`{"${'a'.repeat(5000)}":1,"${'a'.repeat(5000)}":1}`, '"a{64}"...'],
  ])('a key that is there twice: %s', (text, key) => {
    expect(() => parse(text)).toThrow(new RegExp(`^it has the key ${key.replaceAll('\\', '\\\\')} twice`));
  });

  test('but not the same key in two objects, nor a text like one', () => {
    expect(parse('[{"a":{"a":"a"}},{"a":["a","a"]},"a","a"]')).toEqual([
      { a: { a: 'a' } },
      { a: ['a', 'a'] },
      'a',
      'a',
    ]);
  });

  test('endless nesting, before it is parsed', () => {
    expect(parse('['.repeat(32) + ']'.repeat(32))).toHaveLength(1);
    for (const text of ['['.repeat(33) + ']'.repeat(33), '['.repeat(4 << 20), '{"a":'.repeat(800_000)]) {
      expect(() => parse(text)).toThrow('it is nested deeper than 32');
    }
    // Brackets in a text are none.
    expect(parse(JSON.stringify('['.repeat(100)))).toBe('['.repeat(100));
  });

  test('what is not UTF-8, and what is not JSON', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('it is not UTF-8');
    for (const text of [
      '',
      '{"a":1',
      '{"a',
      '{"a\\',
      '{"\\x":1,"\\x":1}',
      ']]]]',
      '}{',
      '{,}',
      '"a" "a"',
      'undefined',
    ]) {
      expect(() => parse(text), text).toThrow(SyntaxError);
    }
  });

  test('whatever JSON.parse refuses, and nothing else but what is above', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b"', '"', '\\', '1', 'null', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let expected: unknown = SyntaxError;
        try {
          expected = JSON.parse(text);
        } catch {
          // Refused, then.
        }
        try {
          expect(parse(text)).toEqual(expected);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          if (expected !== SyntaxError) expect((error as Error).message).toMatch(/twice in one object$/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
