/** What docs/reference/targets.md says of images, against the lists that say it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseManifest } from '../prover/src/images/manifest.js';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const page = read('docs/reference/targets.md');

test('the page has every image of the list', () => {
  const { images, triples } = parseManifest(read('artifacts/images.toml'));
  for (const triple of triples) {
    const profiles = images
      .filter((image) => image.triple === triple && image.name.startsWith('wasmtime-48-'))
      .map(({ profile }) => `\`${profile}\``);
    expect(page).toContain(`| \`${triple}\` | ${profiles.join(', ')} |`);
  }
  expect(page.match(/^\| .* \| `[a-z0-9_-]+` \|/gm)).toHaveLength(triples.length);
});

test('the images that are published', () => {
  const { images } = JSON.parse(read('artifacts/images.json')) as {
    images: { status: string; target: string }[];
  };
  const active = new Set(images.filter(({ status }) => status === 'active').map(({ target }) => target));
  const { images: listed } = parseManifest(read('artifacts/images.toml'));
  const published = new Set(listed.filter(({ triple }) => active.has(triple)).map(({ target }) => target));
  const all = listed.every(({ target }) => published.has(target));
  const some = `Published so far: ${[...published].map((name) => `\`${name}\``).join(', ')};`;
  expect(page.replace(/\s+/g, ' ')).toContain(all ? 'All of them are published.' : some);
});

test('cycles on the page are those of cycles.json', () => {
  const baseline = JSON.parse(read('docs/benchmarks/cycles.json')) as Record<
    string,
    { values: Record<string, number> }
  >;
  const fast = ['x86_64-linux', 'aarch64-linux', 'riscv64-linux', 's390x-linux', 'pulley64'];
  const others = ['x86_64-linux-baseline', 'aarch64-linux-baseline', 'x86_64-linux-metered'];
  for (const images of [fast.map((target) => `${target}-fast-exec`), others]) {
    const columns = images.map((image) => baseline[`wasmtime-48-${image}`]?.values ?? {});
    const names = Object.keys(columns[0] ?? {}).filter((name) => !name.endsWith('heap'));
    expect(names).toHaveLength(6);
    for (const name of names) {
      const row = columns.map((values) => values[name]?.toLocaleString('en')).join(' | ');
      expect(page).toContain(`| ${name} | ${row} |`);
    }
  }
});
