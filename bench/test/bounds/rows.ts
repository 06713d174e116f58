import type { Group, Row } from '../../bounds/row.js';

/** A row with figures that are plain to reckon with. */
export function row(cycles: number, instructions: number, more: Partial<Row> & { heap?: number } = {}): Row {
  const group: Group = 'random';
  return {
    name: 'a module',
    group,
    bytes: 1000,
    guest: { outcome: 'compiled', cycles, heap: 10_000_000 },
    native: {
      outcome: 'compiled',
      instructions,
      heap: more.heap ?? 10_000_000,
      resident: 20_000_000,
      ms: 1,
    },
    ...more,
  };
}
