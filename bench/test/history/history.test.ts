import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type Entry,
  formatHistory,
  missingEntries,
  newest,
  parseBaseline,
  parseHistory,
} from '../../history/history.js';
import { historyPlot, historyTable, withHistory } from '../../history/page.js';
import { FILES } from '../../history/write.js';

const read = (file: string) => readFileSync(file, 'utf8');
const entries = parseHistory(read(FILES.history));
const { images } = JSON.parse(
  readFileSync(new URL('../../../artifacts/images.json', import.meta.url), 'utf8'),
) as { images: { name: string; imageId: string; status: string; source: string }[] };
const [first] = entries as [Entry, ...Entry[]];
const about = { date: '2026-12-01T00:00:00.000Z', commit: 'a'.repeat(12), source: () => 'upstream' as const };

test('the table and the plot are those of the history', () => {
  expect(entries.length).toBeGreaterThan(10);
  expect(withHistory(read(FILES.page), entries)).toBe(read(FILES.page));
  expect(historyPlot(entries)).toBe(read(FILES.plot));
  expect(historyTable(entries).split('\n')).toHaveLength(entries.length + 2);
});

test('the newest entry of each image is its baseline: if not, npx tsx bench/cycles-history.ts', () => {
  const baseline = parseBaseline(read(FILES.baseline));
  expect(missingEntries(entries, baseline, about)).toEqual([]);
  for (const [image, { imageId, values }] of Object.entries(baseline))
    expect(newest(entries, image), image).toMatchObject({ imageId, values });
});

test('each active image has figures of its own in the baseline: if not, npm run bench:cycles -- --update', () => {
  const baseline = parseBaseline(read(FILES.baseline));
  const active = images.filter(({ status }) => status === 'active');
  const listed = Object.entries(baseline).map(([name, { imageId }]) => ({ name, imageId }));
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(listed.sort(byName)).toEqual(active.map(({ name, imageId }) => ({ name, imageId })).sort(byName));
});

test('the sources are those of the list of images', () => {
  const listed = entries.filter(({ imageId }) => images.some((image) => image.imageId === imageId));
  expect(listed.length).toBeGreaterThan(5);
  for (const { imageId, source } of listed)
    expect(source, imageId).toBe(images.find((image) => image.imageId === imageId)?.source);
});

test('another image, or other figures, are a new entry; the same figures are none', () => {
  const baseline = { [first.image]: { imageId: first.imageId, values: first.values } };
  expect(missingEntries([first], baseline, about)).toEqual([]);
  expect(missingEntries([], baseline, about)).toEqual([{ ...first, ...about, source: 'upstream' }]);
  const [name = ''] = Object.keys(first.values);
  const dearer = { ...first.values, [name]: (first.values[name] ?? 0) + 1 };
  const other = { [first.image]: { imageId: first.imageId, values: dearer } };
  expect(missingEntries([first], other, about)).toHaveLength(1);
  const fewer = { [first.image]: { imageId: first.imageId, values: {} } };
  expect(missingEntries([first], fewer, about)).toHaveLength(1);
});

test('what is written is read again; an empty file is an empty history', () => {
  expect(parseHistory('')).toEqual([]);
  expect(formatHistory(entries)).toBe(read(FILES.history));
});

test.each([
  ['a cut line', (text: string) => text.slice(0, -10)],
  ['no end of line', (text: string) => text.slice(0, -1)],
  ['an empty line', (text: string) => `\n${text}`],
  ['lines in another order', (text: string) => `${text.trimEnd().split('\n').reverse().join('\n')}\n`],
  ['an unknown field', (text: string) => text.replace('{"date"', '{"more":1,"date"')],
  ['a source that is none', (text: string) => text.replace('"tuned"', '"tooned"')],
  ['a count that is none', (text: string) => text.replace(':129615427', ':-1')],
])('a history with %s is refused', (_, change) => {
  expect(() => parseHistory(change(read(FILES.history)))).toThrow(/history/);
});

test('a page without a place for it is refused', () => {
  expect(() => withHistory('# Cycles\n', entries)).toThrow(/no place/);
});
