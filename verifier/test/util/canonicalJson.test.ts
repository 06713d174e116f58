import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CanonicalValue, canonicalJson } from '../../src/util/canonicalJson.js';

test('one text for one value', () => {
  expect(canonicalJson({ b: 1n, a: [true, 'x\n', 2], c: undefined, é: { z: false, y: '' } })).toBe(
    '{"a":[true,"x\\n",2],"b":"1","é":{"y":"","z":false}}',
  );
  expect(canonicalJson({ a: '1', b: '2' })).toBe(canonicalJson({ b: '2', a: '1' }));
});

test('another value, another text; it is JSON', () => {
  const value = fc.letrec<{ any: CanonicalValue }>((tie) => ({
    any: fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('any'), { maxKeys: 3 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (a) => {
      // -0 is 0 in JSON.
      expect(canonicalJson(JSON.parse(canonicalJson(a)) as CanonicalValue)).toBe(canonicalJson(a));
    }),
  );
});
