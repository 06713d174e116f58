import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawDataFlow } from '../draw-data-flow.js';

test('the picture is that of its source', async () => {
  const committed = readFileSync(new URL('../../docs/data-flow.svg', import.meta.url), 'utf8');
  expect(await drawDataFlow()).toBe(committed);
});
