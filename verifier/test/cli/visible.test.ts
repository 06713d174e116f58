import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, visibleError, visibleFields, visibleJson } from '../../src/cli/visible.js';
import { InputError } from '../../src/index.js';

const UNSEEN = /[\p{C}]/u;

test('controls, marks of direction and line feeds are spelled out, everything else stays', () => {
  expect(visible('\u001b[31ma\u202eb\nc\u0085d\u{e0001}\ud800é\u{1f600}')).toBe(
    '\\u{1b}[31ma\\u{202e}b\\u{a}c\\u{85}d\\u{e0001}\\u{d800}é\u{1f600}',
  );
});

test('a name makes no line of its own, wherever it stands', () => {
  const name = 'x\nheld            5\r\u001b[2K';
  expect(visibleFields({ [name]: name, list: [name] }, 4).split('\n')).toHaveLength(3);
  const error = new InputError('input/unreadable', name, { hint: name });
  const lines = visibleError(error).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\(input\/unreadable\): x\\u\{a\}held/);
  expect(visibleError(new InputError('input/unreadable', 'a'))).toBe('(input/unreadable): a\n');
});

test('JSON is one visible line, and says the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (value) => {
      const line = visibleJson(value);
      expect(line.endsWith('\n')).toBe(true);
      expect(UNSEEN.test(line.slice(0, -1))).toBe(false);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 30 },
  );
  expect(visibleJson({ name: '\u202e\u{e0001}' })).toBe('{"name":"\\u202e\\udb40\\udc01"}\n');
});
