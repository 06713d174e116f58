import { expect, test } from 'vitest';
import { textTable } from '../../../src/cli/words/table.js';

test('columns are aligned, and nothing is behind the last cell', () => {
  expect(
    textTable([
      ['a', 'bb', 'c'],
      ['aaa', 'b'],
    ]),
  ).toBe('  a    bb  c\n  aaa  b\n');
  expect(textTable([])).toBe('');
});

test('a cell cannot steer the terminal or make a line of its own', () => {
  const text = textTable([['a\n\u{1b}[2J', '\u{202e}b']]);
  expect(text).toBe('  a\\u{a}\\u{1b}[2J  \\u{202e}b\n');
});
