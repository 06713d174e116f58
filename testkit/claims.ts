/**
 * Sentences of a document, and whether each is held by a test: docs/claims.json against SECURITY.md, docs/claims/PAGE.json
 * against docs/PAGE.md, in whichever folder of docs the page is.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const reason = z.string().min(10);
/** `FILE > TITLE` of a vitest or cargo test, or a script that `npm test` runs. */
const heldBy = z.array(z.string()).min(1);
/** Scripts that are run by hand, as they take too long, or too much, for `npm test`. */
const byHand = z.array(z.string()).min(1);
/** One sentence, as it stands in the document but for line breaks. */
const sentence = z.string();

const claimSchema = z.union([
  z.strictObject({ sentence, heldBy, byHand: byHand.optional() }),
  z.strictObject({ sentence, byHand }),
  /** What cannot be tested here, and why; only in a numbered list, which is that of the assumptions. */
  z.strictObject({ sentence, assumption: reason }),
  /** What the reader should do, or should not count on; it asserts nothing of the code. */
  z.strictObject({ sentence, advice: reason }),
]);
const pageSchema = z.union([
  ...claimSchema.options,
  /** What only another project's sources, or a thing's own, hold: where it can be read. */
  z.strictObject({ sentence, source: reason }),
  /** What was measured once, and no script here measures again: when, or how. */
  z.strictObject({ sentence, once: reason }),
  /** All rows of the tables under a heading. */
  z.strictObject({ rowsUnder: z.string(), heldBy, byHand: byHand.optional() }),
  z.strictObject({ rowsUnder: z.string(), byHand }),
  z.strictObject({ rowsUnder: z.string(), source: reason }),
  z.strictObject({ rowsUnder: z.string(), once: reason }),
]);
export type Claim = z.infer<typeof pageSchema>;

/**
 * Claims of SECURITY.md, which are the stricter ones.
 *
 * @throws ZodError where the file is not in form
 */
export function readClaims(path: string): Claim[] {
  return z.array(claimSchema).parse(JSON.parse(readFileSync(path, 'utf8')));
}

/**
 * Claims of a page in docs/.
 *
 * @throws ZodError where the file is not in form
 */
export function readPageClaims(path: string): Claim[] {
  return z.array(pageSchema).parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** A sentence, or a row of a table. */
export interface Sentence {
  text: string;
  /** Whether it stands in a numbered list. */
  numbered: boolean;
  /** The heading that it stands under. */
  heading: string;
}

/**
 * Sentences of a Markdown document: of paragraphs and list items, and each row of a table as one. Headings, heads of tables
 * and what ends with a colon only lead to what follows; commands, which are indented or fenced, are none.
 */
export function sentencesOf(markdown: string): Sentence[] {
  const lines = markdown.split('\n');
  const blocks: Sentence[] = [];
  let open: Sentence | undefined;
  let heading = '';
  let fenced = false;
  for (const [i, line] of lines.entries()) {
    if (line.trimStart().startsWith('```')) fenced = !fenced;
    if (fenced || line.trimStart().startsWith('```')) {
      open = undefined;
      continue;
    }
    const item = /^\s*(\d+\.|[-*])\s+(.*)$/.exec(line);
    if (line.trim() === '' || line.startsWith('#')) {
      open = undefined;
      heading = /^#+\s+(.*)$/.exec(line)?.[1] ?? heading;
    } else if (open === undefined && line.startsWith('    ') && item === null) {
      // Commands.
    } else if (line.startsWith('|')) {
      open = undefined;
      const isRule = /^[|:\s-]+$/.test(line);
      const isHead = /^\|[|:\s-]+$/.test(lines[i + 1] ?? '');
      if (!isRule && !isHead) blocks.push({ text: line.trim(), numbered: false, heading });
    } else if (item !== null) {
      open = { text: item[2] ?? '', numbered: /^\d/.test(item[1] ?? ''), heading };
      blocks.push(open);
    } else if (open === undefined) {
      open = { text: line.trim(), numbered: false, heading };
      blocks.push(open);
    } else {
      open.text += ` ${line.trim()}`;
    }
  }
  return blocks.flatMap(({ text, ...rest }) =>
    (text.startsWith('|') ? [text] : text.split(/(?<=[.?!]\*?)\s+(?=[A-Z`*[])/))
      .filter((sentence) => !sentence.endsWith(':'))
      .map((sentence) => ({ text: sentence, ...rest })),
  );
}

/** What is wrong between a document and its claims; nothing where all is well. */
export function problemsOf(sentences: Sentence[], claims: Claim[], root: URL): string[] {
  const covered = new Set(claims.flatMap((claim) => ('rowsUnder' in claim ? [claim.rowsUnder] : [])));
  const tables = new Set(sentences.filter(({ text }) => text.startsWith('|')).map(({ heading }) => heading));
  const alone = sentences.filter(({ text, heading }) => !text.startsWith('|') || !covered.has(heading));
  const texts = new Set(alone.map(({ text }) => text));
  const numbered = new Set(sentences.filter((s) => s.numbered).map(({ text }) => text));
  const single = claims.flatMap((claim) => ('sentence' in claim ? [claim.sentence] : []));
  const claimed = new Set(single);
  return [
    ...[...texts].filter((text) => !claimed.has(text)).map((text) => `no entry: ${text}`),
    ...[...claimed].filter((text) => !texts.has(text)).map((text) => `not in the document: ${text}`),
    ...[...covered].filter((heading) => !tables.has(heading)).map((heading) => `no table under: ${heading}`),
    ...(claimed.size + covered.size < claims.length ? ['a sentence has two entries'] : []),
    ...claims.flatMap((claim) => [
      ...('heldBy' in claim ? claim.heldBy : []).flatMap((test) => missing(test, root)),
      ...('byHand' in claim ? (claim.byHand ?? []) : [])
        .filter((script) => !existsSync(new URL(script, root)))
        .map((script) => `no such script: ${script}`),
      ...('assumption' in claim && !numbered.has(claim.sentence)
        ? [`not in the list of assumptions: ${claim.sentence}`]
        : []),
    ]),
  ];
}

/** Whether a test that is named is there, and one that `npm test` runs. */
function missing(reference: string, root: URL): string[] {
  const [file = '', title] = reference.split(' > ');
  const at = fileURLToPath(new URL(file, root));
  if (!existsSync(at)) return [`no such file: ${reference}`];
  if (title === undefined) return isRun(file, root) ? [] : [`npm test does not run it: ${reference}`];
  const quoted = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = file.endsWith('.rs')
    ? new RegExp(`#\\[test\\]\\s+fn ${quoted}\\(`)
    : new RegExp(`\\(\\s*(['"\`])${quoted}\\1,\\s*(async\\s*)?\\(`);
  const isTest =
    file.endsWith('.rs') ||
    /^((verifier|prover|node|stateless|scripts|testkit|bench|checks)\/)?test\/.*\.test\.ts$/.test(file);
  return isTest && found.test(readFileSync(at, 'utf8')) ? [] : [`no such test: ${reference}`];
}

function isRun(script: string, root: URL): boolean {
  const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const test = read('scripts/test.sh');
  const names = Object.keys(scripts).filter((name) => scripts[name]?.includes(script));
  return (
    test.includes(script) || names.some((name) => new RegExp(`npm run (--silent )?${name}\\b`).test(test))
  );
}
