import { median } from '../statistics.js';
import { markdownTable, short } from '../table.js';
import { type ProfileConstants, pair, QUANTITIES, type Quantity } from './constants.js';
import { compiled, GROUPS, type Row } from './row.js';
import { LEAST, MARGIN, ratio } from './settle.js';

/** How many of the worst are listed. */
const WORST = 15;

const TITLES: Record<Quantity, string> = {
  instructions: 'Native instructions for each cycle',
  heap: "Native heap for each byte of the journal's",
  resident: "Resident memory for each byte of the journal's heap",
};

/** What was measured with a profile's image, as markdown. */
export function report(profile: string, rows: readonly Row[], constants: ProfileConstants): string {
  const all = compiled(rows);
  const sections = [
    `# Native cost of \`${profile}\`, by what its image attests`,
    'Made by `npm run bench:bounds`; what it means is in [bounds.md](../../explanation/bounds.md).',
    `Image ${constants.image}. ${rows.length} modules, ${all.length} of them compiled: ${GROUPS.map(
      (group) => `${all.filter((row) => row.group === group).length} ${group}`,
    ).join(', ')}. Constants (worst found, and ${Math.round(100 * (MARGIN - 1))} % above):`,
    markdownTable(
      ['', 'factor', 'constant'],
      QUANTITIES.map((q) => [q, `${constants[q].factor}`, constants[q].constant.toLocaleString('en')]),
      1,
    ),
  ];
  for (const quantity of QUANTITIES) {
    const unit = quantity === 'instructions' ? 'cycles' : 'bytes';
    const large = all.filter((row) => ratio(row, quantity) !== undefined);
    sections.push(
      `## ${TITLES[quantity]}`,
      `Modules of ${short(LEAST[quantity])} ${unit} and more.`,
      spread(large, (row) => ratio(row, quantity) ?? 0),
      worst(large, quantity),
    );
  }
  sections.push(
    '## Milliseconds for each million cycles',
    'Processor time, of this machine while it did other work.',
    spread(
      all.filter((row) => ratio(row, 'instructions') !== undefined),
      (row) => row.native.ms / (row.guest.cycles / 1e6),
    ),
  );
  const apart = rows.filter(({ native, guest }) => native.outcome !== guest.outcome);
  if (apart.length > 0) {
    sections.push(
      '## Other outcomes in the zkVM than natively',
      'The native compiler keeps to no limit of heap, allocations or instructions.',
      markdownTable(
        ['module', 'zkVM', 'native', 'cycles'],
        apart.map((row) => [row.name, row.guest.outcome, row.native.outcome, short(row.guest.cycles)]),
        3,
      ),
    );
  }
  return `${sections.join('\n\n')}\n`;
}

/** Quantiles by group. */
function spread(rows: Row[], value: (row: Row) => number): string {
  const lines = [...GROUPS, 'all'].flatMap((group) => {
    const values = rows.filter((row) => group === 'all' || row.group === group).map(value);
    if (values.length === 0) return [];
    const sorted = values.sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
    const cells = [at(0), at(0.05), median(sorted), at(0.95), at(0.99), at(1)].map((v) => v.toFixed(3));
    return [[group, `${values.length}`, ...cells]];
  });
  return markdownTable(['', 'modules', 'least', '5 %', 'median', '95 %', '99 %', 'most'], lines, 1);
}

function worst(rows: Row[], quantity: Quantity): string {
  const sorted = [...rows].sort((a, b) => (ratio(b, quantity) ?? 0) - (ratio(a, quantity) ?? 0));
  return markdownTable(
    ['worst', 'bytes', 'attested', 'native', 'ratio'],
    sorted.slice(0, WORST).map((row) => {
      const { x, y } = pair(row, quantity);
      return [row.name, `${row.bytes}`, short(x), short(y), (y / x).toFixed(3)];
    }),
    1,
  );
}
