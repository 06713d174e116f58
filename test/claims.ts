/** Sentences of a document, and whether each is held by a test: docs/claims.json against SECURITY.md. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const reason = z.string().min(10);

/** One sentence, as it stands in the document but for line breaks, and what holds it. */
const claimSchema = z.union([
  z.strictObject({
    sentence: z.string(),
    /** `FILE > TITLE` of a vitest or cargo test, or a script that `npm test` runs. */
    heldBy: z.array(z.string()).min(1),
    /** Scripts that are run by hand, as they take too long, or too much, for `npm test`. */
    byHand: z.array(z.string()).optional(),
  }),
  z.strictObject({ sentence: z.string(), byHand: z.array(z.string()).min(1) }),
  /** What cannot be tested here, and why; only in a numbered list, which is that of the assumptions. */
  z.strictObject({ sentence: z.string(), assumption: reason }),
  /** What the reader should do, or should not count on; it asserts nothing of the code. */
  z.strictObject({ sentence: z.string(), advice: reason }),
]);
export type Claim = z.infer<typeof claimSchema>;

/** @throws ZodError where the file is not in form */
export function readClaims(path: string): Claim[] {
  return z.array(claimSchema).parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** A sentence, and whether it stands in a numbered list. */
export interface Sentence {
  text: string;
  numbered: boolean;
}

/**
 * Sentences of a Markdown document: of paragraphs and list items, and each row of a table as one. Headings, heads of tables
 * and what ends with a colon only lead to what follows.
 */
export function sentencesOf(markdown: string): Sentence[] {
  const lines = markdown.split('\n');
  const blocks: Sentence[] = [];
  let open: Sentence | undefined;
  for (const [i, line] of lines.entries()) {
    const item = /^\s*(\d+\.|[-*])\s+(.*)$/.exec(line);
    if (line.trim() === '' || line.startsWith('#')) {
      open = undefined;
    } else if (line.startsWith('|')) {
      open = undefined;
      const isRule = /^[|:\s-]+$/.test(line);
      const isHead = /^\|[|:\s-]+$/.test(lines[i + 1] ?? '');
      if (!isRule && !isHead) blocks.push({ text: line.trim(), numbered: false });
    } else if (item !== null) {
      open = { text: item[2] ?? '', numbered: /^\d/.test(item[1] ?? '') };
      blocks.push(open);
    } else if (open === undefined) {
      open = { text: line.trim(), numbered: false };
      blocks.push(open);
    } else {
      open.text += ` ${line.trim()}`;
    }
  }
  return blocks.flatMap(({ text, numbered }) =>
    (text.startsWith('|') ? [text] : text.split(/(?<=[.?!]\*?)\s+(?=[A-Z`*[])/))
      .filter((sentence) => !sentence.endsWith(':'))
      .map((sentence) => ({ text: sentence, numbered })),
  );
}

/** What is wrong between a document and its claims; nothing where all is well. */
export function problemsOf(sentences: Sentence[], claims: Claim[], root: URL): string[] {
  const texts = new Set(sentences.map(({ text }) => text));
  const numbered = new Set(sentences.filter((s) => s.numbered).map(({ text }) => text));
  const claimed = new Map(claims.map((claim) => [claim.sentence, claim]));
  return [
    ...[...texts].filter((text) => !claimed.has(text)).map((text) => `no entry: ${text}`),
    ...[...claimed.keys()].filter((text) => !texts.has(text)).map((text) => `not in the document: ${text}`),
    ...(claimed.size < claims.length ? ['a sentence has two entries'] : []),
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
    file.endsWith('.rs') || /^((verifier|prover|node|stateless|scripts)\/)?test\/.*\.test\.ts$/.test(file);
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
