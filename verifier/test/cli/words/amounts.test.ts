import { expect, test } from 'vitest';
import { bytesInWords, durationInWords, grouped } from '../../../src/cli/words/amounts.js';

test.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['6780342', '6,780,342'],
  [18_446_744_073_709_551_615n, '18,446,744,073,709,551,615'],
])('%s grouped is %s', (value, text) => expect(grouped(value)).toBe(text));

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [9999, '9,999 bytes'],
  ['150339', '150,339 bytes (146.8 KiB)'],
  [18n << 30n, '19,327,352,832 bytes (18.0 GiB)'],
  [1n << 60n, '1,152,921,504,606,846,976 bytes (1048576.0 TiB)'],
])('%s bytes are %s', (value, text) => expect(bytesInWords(value)).toBe(text));

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [89, '89 s'],
  [91, '2 min'],
  [5340, '89 min'],
  [9000, '2.5 h'],
])('%s seconds are %s', (seconds, text) => expect(durationInWords(seconds)).toBe(text));
