import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { knownImages } from '@zkcwasm/verifier';
import { formatHistory, missingEntries, parseBaseline, parseHistory } from './history.js';
import { historyPlot, withHistory } from './page.js';

const at = (file: string) => fileURLToPath(new URL(`../../docs/benchmarks/${file}`, import.meta.url));

/** Where the history and what is made of it are. */
export const FILES = {
  baseline: at('cycles.json'),
  history: at('cycles-history.jsonl'),
  page: at('history.md'),
  plot: at('cycles-history.svg'),
};

/**
 * Adds what the baseline has and the history lacks, and writes page and plot anew. Returns how many entries are new.
 *
 * @throws Error where the history is not in form, or the baseline names an image that is not listed
 */
export async function writeHistory(): Promise<number> {
  const read = (file: string) => readFileSync(file, 'utf8');
  const before = parseHistory(read(FILES.history));
  const images = await knownImages();
  const added = missingEntries(before, parseBaseline(read(FILES.baseline)), {
    date: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', cwd: at('.') })
      .trim()
      .slice(0, 12),
    source(imageId) {
      const image = images.find((known) => known.imageId === imageId);
      if (image === undefined) throw new Error(`image ${imageId} is not listed in artifacts/images.json`);
      return image.source;
    },
  });
  const entries = [...before, ...added];
  const page = withHistory(read(FILES.page), entries);
  writeFileSync(FILES.history, formatHistory(entries));
  writeFileSync(FILES.page, page);
  writeFileSync(FILES.plot, historyPlot(entries));
  return added.length;
}
