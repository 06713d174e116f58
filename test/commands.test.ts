/**
 * The commands of all pages: those with output are run and compared, others are run and must succeed, and what is not run is in a
 * list with the reason. `ZKCWASM_UPDATE=1` writes what commands print into the pages instead.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Block, blocksOf, nameOf } from './commands/blocks.js';
import { NOT_RUN } from './commands/notRun.js';
import { root, Scratch } from './commands/scratch.js';

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((page) => page !== '' && page !== 'CHANGELOG.md' && existsSync(join(root, page)));
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** Whether the native programs are here, which `npm test` builds before. */
const hasNative =
  existsSync(join(root, 'prover/bin/zkcwasm-engine')) && existsSync(join(root, 'runner/bin/runners.json'));

const isRun = ({ kind, native }: Block) => kind !== 'shown' && (hasNative || !native);
const withCommands = pages.filter((page) => blocksOf(read(page)).some(isRun));

test('the pages that a newcomer reads have commands that are run', () => {
  for (const page of ['README.md', 'docs/tutorials/verify-a-receipt.md', 'docs/how-to/write-a-policy.md']) {
    expect(withCommands).toContain(page);
  }
});

test.each(withCommands)(
  'the commands of %s do what it says',
  async (page) => {
    const text = read(page);
    const scratch = new Scratch();
    let found = text;
    try {
      for (const block of blocksOf(text).filter(isRun)) {
        if (block.kind === 'console') {
          // A replacement that is a function: what is printed may have a dollar sign in it.
          const rerun = await scratch.rerun(block.text);
          found = found.replace(block.text, () => rerun);
          continue;
        }
        const { printed, code } = await scratch.bash(`set -euo pipefail\n${block.text}`);
        expect(code, `${page}:${block.line}\n${printed}`).toBe(0);
      }
    } finally {
      scratch.remove();
    }
    if (process.env.ZKCWASM_UPDATE !== undefined) writeFileSync(join(root, page), found);
    else expect(found).toBe(text);
  },
  600_000,
);

describe('what is not run', () => {
  const shown = pages.flatMap((page) =>
    blocksOf(read(page))
      .filter(({ kind }) => kind === 'shown')
      .map((block) => ({ page, first: nameOf(block) })),
  );
  const isListed = ({ page, first }: { page: string; first: string }) =>
    NOT_RUN.some((entry) => entry.page === page && (entry.first === first || entry.first === undefined));

  test('each block has its reason', () => {
    expect(shown.filter((block) => !isListed(block)).map(({ page, first }) => `${page}: ${first}`)).toEqual(
      [],
    );
  });

  test('each reason has its block', () => {
    const idle = NOT_RUN.filter(
      ({ page, first }) =>
        !shown.some((block) => block.page === page && (first === undefined || first === block.first)),
    );
    expect(idle).toEqual([]);
  });
});

describe('blocks', () => {
  const page = [
    '# A page',
    '',
    '```sh run native',
    'a',
    'b',
    '```',
    '',
    '1. item',
    '',
    '   ```sh',
    '   npm run c',
    '   ```',
    '',
    '    npx d',
    '    npx e',
    '',
    '    no command',
    '',
    '```console',
    '$ f',
    'printed',
    '```',
    '```ts',
    'g();',
    '```',
  ].join('\n');

  test('are found by their fences and by their indent', () => {
    expect(blocksOf(page)).toEqual([
      { line: 4, kind: 'run', native: true, text: 'a\nb\n' },
      { line: 11, kind: 'shown', native: false, text: 'npm run c\n' },
      { line: 14, kind: 'shown', native: false, text: 'npx d\nnpx e\n' },
      { line: 20, kind: 'console', native: false, text: '$ f\nprinted\n' },
    ]);
  });

  test('a fence that is never closed is found', () => {
    expect(() => blocksOf('```sh\nnpm test\n')).toThrow('never closed');
  });
});
