/** What docs/targets.md says of images, against the lists that say it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseManifest } from '../prover/src/images/manifest.js';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const page = read('docs/targets.md');

test('the page has every image of the list', () => {
  const { images, triples } = parseManifest(read('artifacts/images.toml'));
  for (const triple of triples) {
    const profiles = images.filter((image) => image.triple === triple).map(({ profile }) => `\`${profile}\``);
    expect(page).toContain(`| \`${triple}\` | ${profiles.join(', ')} |`);
  }
  expect(page.match(/^\| .* \| `[a-z0-9_-]+` \|/gm)).toHaveLength(triples.length);
});
