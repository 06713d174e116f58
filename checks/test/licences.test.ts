import { expect, test } from 'vitest';
import { licenceFault } from '../licences.js';

test.each([
  ['MIT'],
  ['MIT OR Apache-2.0'],
  ['MIT/Apache-2.0'],
  ['Apache-2.0 / MIT'],
  ['(MIT OR Apache-2.0) AND Unicode-3.0'],
  ['Apache-2.0 WITH LLVM-exception'],
  ['GPL-3.0-only OR MIT'],
])('%s goes with the project', (licence) => expect(licenceFault('a', licence)).toBeUndefined());

test.each([
  ['GPL-3.0-only'],
  ['MIT AND GPL-3.0-only'],
  ['CDDL-1.0'],
  ['SEE LICENSE IN x'],
  [''],
  [null],
  [undefined],
])('%s does not', (licence) => expect(licenceFault('a', licence)).toBeTypeOf('string'));

test('an exception is for one package and one licence', () => {
  expect(licenceFault('inferno', 'CDDL-1.0')).toBeUndefined();
  expect(licenceFault('inferno', 'GPL-3.0-only')).toBeTypeOf('string');
});
