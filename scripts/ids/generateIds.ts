/** One numbered name. */
export interface Id {
  number: number;
  name: string;
  doc: string;
}

const TABLES = {
  LimitId: { name: 'LIMITS', doc: 'Limits that can be in force while compiling; all are counts or bytes.' },
  MetricId: {
    name: 'METRICS',
    doc: 'Quantities measured by the program that is proved; all are counts or bytes.',
  },
  RejectReason: { name: 'REASONS', doc: 'Why a module can be refused.' },
} as const;
const LINE = 110;

/**
 * The ids of one `ids!` block of Rust source.
 *
 * @throws Error if it is not there, has a line that is not understood, or numbers that do not rise by one from 1
 */
export function idsOf(source: string, type: string): Id[] {
  const block = new RegExp(`\\n {4}${type} \\{\\n([^}]*)\\n {4}\\}\\n`).exec(source)?.[1];
  if (block === undefined) throw new Error(`there is no block of ids called ${type}`);
  const ids: Id[] = [];
  let doc: string[] = [];
  for (const line of block.split('\n')) {
    const comment = /^ {8}\/\/\/ (.*)$/.exec(line);
    const entry = /^ {8}[A-Z][A-Za-z0-9]* = (\d+), "([^"]+)";$/.exec(line);
    if (comment !== null) doc.push(comment[1] ?? '');
    else if (entry !== null) {
      ids.push({ number: Number(entry[1]), name: entry[2] ?? '', doc: doc.join(' ') });
      doc = [];
    } else throw new Error(`${type}: not understood: ${line}`);
  }
  ids.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new Error(`${type}: ${name} has number ${number}, not ${index + 1}`);
  });
  return ids;
}

/** Rust source with the three blocks → the TypeScript file, as the formatter leaves it. */
export function generateIds(source: string): string {
  const tables = Object.entries(TABLES).map(([type, { name, doc }]) => {
    const entries = idsOf(source, type).map(
      (id) => `${comment(id.doc, '  ')}  ${id.number}: '${id.name}',\n`,
    );
    return `/** ${doc} */\nexport const ${name} = {\n${entries.join('')}} as const;\n`;
  });
  return `/**
 * Numbered entries of a journal. Written by \`npm run generate:ids\` from \`guest/journal/src/{entries,reason}.rs\`, where they
 * are defined; the shared vectors in \`guest/journal/tests/vectors.json\` hold the two encodings to each other.
 */

${tables.join('\n')}
/** Name of a limit. */
export type LimitName = (typeof LIMITS)[keyof typeof LIMITS];
/** Name of a measured quantity. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];
/** Why a module was refused. */
export type RejectReason = (typeof REASONS)[keyof typeof REASONS];

/** Every limit, in the order of their numbers. */
export const LIMIT_NAMES: readonly LimitName[] = Object.values(LIMITS);
/** Every metric, in the order of their numbers. */
export const METRIC_NAMES: readonly MetricName[] = Object.values(METRICS);
`;
}

function comment(text: string, indent: string): string {
  const one = `${indent}/** ${text} */`;
  if (one.length <= LINE) return `${one}\n`;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${indent} * ${last} ${word}`.length <= LINE)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}
