import { GROUPS, type Group, type Row } from './row.js';

const HEADER =
  'name,group,bytes,cycles,journal heap,instructions,native heap,resident,ms,guest outcome,native outcome';

/** Rows as comma-separated values; names have no commas. */
export function writeTable(rows: readonly Row[]): string {
  const lines = rows.map(({ name, group, bytes, guest, native }) =>
    [
      ...[name.replaceAll(',', ';'), group, bytes, guest.cycles, guest.heap],
      ...[
        native.instructions,
        native.heap,
        native.resident,
        native.ms.toFixed(2),
        guest.outcome,
        native.outcome,
      ],
    ].join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** @throws Error naming the line that is not a row */
export function readTable(text: string): Row[] {
  const [header, ...lines] = text.trimEnd().split('\n');
  if (header !== HEADER) throw new Error(`the first line is not: ${HEADER}`);
  return lines.map((line, i) => {
    const cells = line.split(',');
    const [name = '', group = '', bytes, cycles, heap, instructions, nativeHeap, resident, ms] = cells;
    const [guestOutcome = '', nativeOutcome = ''] = cells.slice(9);
    const numbers = [bytes, cycles, heap, instructions, nativeHeap, resident, ms].map(Number);
    if (cells.length !== 11 || !GROUPS.includes(group as Group) || !numbers.every((n) => n >= 0)) {
      throw new Error(`line ${i + 2} is not a row: ${line}`);
    }
    const [b = 0, c = 0, h = 0, n = 0, nh = 0, r = 0, t = 0] = numbers;
    return {
      name,
      group: group as Group,
      bytes: b,
      guest: { outcome: guestOutcome, cycles: c, heap: h },
      native: { outcome: nativeOutcome, instructions: n, heap: nh, resident: r, ms: t },
    };
  });
}
