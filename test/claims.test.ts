import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemsOf, readClaims, readPageClaims, sentencesOf } from '../testkit/claims.js';

const root = new URL('../', import.meta.url);
const security = readFileSync(new URL('SECURITY.md', root), 'utf8');
const claims = readClaims(new URL('docs/claims.json', root).pathname);

test('each sentence of SECURITY.md is held by a test that is there, or is an assumption or advice', () => {
  expect(problemsOf(sentencesOf(security), claims, root)).toEqual([]);
});

const pages = readdirSync(new URL('docs/claims/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''))
  .sort();

test('the pages whose sentences are named', () => {
  expect(pages).toEqual(
    expect.arrayContaining([
      'benchmarks/README',
      'explanation/clock',
      'explanation/prechecking',
      'reference/aggregate',
      'reference/limits',
      'reference/registry',
    ]) as string[],
  );
});

test.each(pages)('each sentence of docs/%s.md is held by a test, or says what else holds it', (page) => {
  const text = readFileSync(new URL(`docs/${page}.md`, root), 'utf8');
  const entries = readPageClaims(new URL(`docs/claims/${page}.json`, root).pathname);
  expect(problemsOf(sentencesOf(text), entries, root)).toEqual([]);
});

describe('found out', () => {
  const held = { sentence: 'It is so.', heldBy: ['verifier/test/memory.test.ts > nothing of the kind'] };
  const problems = (text: string, ...entries: typeof claims) =>
    problemsOf(sentencesOf(text), entries, root).map((problem) => problem.split(':')[0]);

  test('a sentence without an entry, an entry without a sentence', () => {
    const added = `${security}\nIt is faultless.\n`;
    expect(problemsOf(sentencesOf(added), claims, root)).toEqual(['no entry: It is faultless.']);
    const gone = sentencesOf(security).slice(1);
    expect(problemsOf(gone, claims, root)).toHaveLength(1);
  });

  test('a sentence that was changed', () => {
    const changed = security.replace('exactly this journal', 'this journal');
    expect(problemsOf(sentencesOf(changed), claims, root)).toHaveLength(2);
  });

  test('a test, a file or a script that is not there', () => {
    const by = (...heldBy: string[]) => ({ ...held, heldBy });
    expect(problems('It is so.', held)).toEqual(['no such test']);
    expect(problems('It is so.', by('verifier/test/none.test.ts > a'))).toEqual(['no such file']);
    expect(problems('It is so.', by('guest/image/src/calls.rs > nothing'))).toEqual(['no such test']);
    expect(problems('It is so.', by('testkit/corpus/corpus.ts'))).toEqual(['npm test does not run it']);
    expect(problems('It is so.', { sentence: 'It is so.', byHand: ['scripts/none.sh'] })).toEqual([
      'no such script',
    ]);
    // A case of test.each is not a test's title.
    expect(problems('It is so.', by('verifier/test/policy/readPolicy.test.ts > nothing'))).toEqual([
      'no such test',
    ]);
  });

  test('an assumption outside the list of assumptions', () => {
    const assumed = { sentence: 'It is so.', assumption: 'because we say so' };
    expect(problems('It is so.', assumed)).toEqual(['not in the list of assumptions']);
    expect(problems('1. It is so.', assumed)).toEqual([]);
  });

  test('a table that no entry is about, and an entry about none', () => {
    const table = '# One\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n# Two\n\n| a | b |\n|---|---|\n| 3 | 4 |\n';
    const rows = (rowsUnder: string) => ({ rowsUnder, once: 'measured by hand' });
    expect(problems(table, rows('One'))).toEqual(['no entry']);
    expect(problems(table, rows('One'), rows('Two'))).toEqual([]);
    expect(problems(table, rows('One'), rows('Two'), rows('Three'))).toEqual(['no table under']);
    expect(problems(table, rows('One'), rows('Two'), rows('Two'))).toEqual(['a sentence has two entries']);
  });

  test('two entries for one sentence', () => {
    const advice = { sentence: 'It is so.', advice: 'nothing is said' };
    expect(problems('It is so.', advice, advice)).toEqual(['a sentence has two entries']);
  });
});

test('sentences of a document', () => {
  const text = `# Title
One ends
here. And \`two\` (v6.1.0) there. That leads on:

    a command --option
    another. And more

1. **Three** is one. Four
   goes on.
- five

| head | head |
|---|---|
| six | a. B |
`;
  expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual([
    'One ends here.',
    'And `two` (v6.1.0) there.',
    '**Three** is one.',
    'Four goes on.',
    'five',
    '| six | a. B |',
  ]);
});
