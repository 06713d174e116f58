/** Every page is where others say that it is: links of Markdown files, with their anchors, and mentions of docs/ in code. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Written by a bench of hours, and not there before. */
const WRITTEN_LATER = 'docs/benchmarks/bounds/';
const root = fileURLToPath(new URL('..', import.meta.url));
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The anchor that a heading has on the pages of a forge: lower case, without punctuation, hyphens for spaces. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Text of a page without its commands and code, which have brackets of their own. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

function anchorsOf(file: string): string[] {
  const text = read(file).replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+\s+(.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** What is wrong with the links of a page. */
function brokenIn(file: string, text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const at = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(root, at))) return [`${file}: ${target} is not there`];
    if (anchor !== undefined && !anchorsOf(at).includes(anchor))
      return [`${file}: ${target} has no such heading`];
    return [];
  });
}

test('links of Markdown files lead somewhere', () => {
  const pages = files.filter((file) => file.endsWith('.md'));
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((file) => brokenIn(file, read(file)))).toEqual([]);
});

test('a link to nowhere, and to a heading that is not there, are found', () => {
  const text =
    '[a](docs/none.md) [b](README.md#none) [c](https://example.org) `[d](none)` [e](docs/README.md)';
  expect(brokenIn('README.md', text)).toEqual([
    'README.md: docs/none.md is not there',
    'README.md: README.md#none has no such heading',
  ]);
});

test('pages of docs/ that code and documents mention are there', () => {
  const missing = files
    .filter((file) => /\.(md|ts|tsx|mjs|js|rs|sh|toml|json)$/.test(file) && file !== 'test/links.test.ts')
    .flatMap((file) =>
      [...read(file).matchAll(/(?<![\w/-])docs\/[\w/.-]*\w\.(?:md|jsonl?|svg|html)/g)]
        .filter(
          ([path]) =>
            !existsSync(join(root, path)) && !path.includes('PAGE') && !path.startsWith(WRITTEN_LATER),
        )
        .map(([path]) => `${file}: ${path}`),
    );
  expect(missing).toEqual([]);
});
