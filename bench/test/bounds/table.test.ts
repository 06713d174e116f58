import { expect, test } from 'vitest';
import { readTable, writeTable } from '../../bounds/table.js';
import { row } from './rows.js';

test('what was written is read', () => {
  const rows = [row(1e6, 2e6), { ...row(3, 4), name: 'another', group: 'bombs' as const }];
  expect(readTable(writeTable(rows))).toEqual(rows);
});

test('a table that is none: another header, too few cells, an unknown group, a number that is none', () => {
  const text = writeTable([row(1e6, 2e6)]);
  expect(() => readTable(text.replace('name,', 'title,'))).toThrow(/the first line/);
  expect(() => readTable(text.replace(',compiled,', ','))).toThrow(/line 2 is not a row/);
  expect(() => readTable(text.replace('random', 'other'))).toThrow(/line 2 is not a row/);
  expect(() => readTable(text.replace('1000000', '1e6x'))).toThrow(/line 2 is not a row/);
});
