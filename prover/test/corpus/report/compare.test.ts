import { describe, expect, test } from 'vitest';
import { compare, pairsOf } from '../../../src/corpus/report/compare.js';
import { compiled, image, refused, report } from './made.js';

const [old, fresh] = [image('old'), image('new')];
const compared = (
  before: Parameters<typeof compiled>[0],
  after: Parameters<typeof compiled>[0],
  threshold = 10,
) => {
  const both = report([old, fresh], { a: [compiled(before), compiled(after)] });
  return compare(both, both, { image: fresh, against: old }, threshold);
};

describe('regressions', () => {
  test.each([
    'cycles',
    'instructions',
    'peakHeapBytes',
    'artifactBytes',
    'largestFrameBytes',
    'deepestStackBytes',
  ] as const)('%s above the threshold, and not at it', (figure) => {
    expect(compared({ [figure]: '1000' }, { [figure]: '1100' }).regressions).toEqual([]);
    expect(compared({ [figure]: '1000' }, { [figure]: '1101' }).regressions).toMatchObject([
      { name: 'a', figure, before: '1000', after: '1101', percent: expect.closeTo(10.1) },
    ]);
  });

  test('a threshold of 0 finds every growth, exactly, above 2^53 as well', () => {
    const large = `${2n ** 60n}`;
    expect(compared({ cycles: large }, { cycles: large }, 0).regressions).toEqual([]);
    expect(compared({ cycles: large }, { cycles: `${2n ** 60n + 1n}` }, 0).regressions).toHaveLength(1);
  });

  test('a stack that has lost its bound', () => {
    expect(compared({}, { deepestStackBytes: undefined }).regressions).toMatchObject([
      { figure: 'deepestStackBytes', before: '128', after: undefined },
    ]);
    expect(compared({ deepestStackBytes: undefined }, {}).regressions).toEqual([]);
  });
});

test('what is refused now, was refused before, and is refused for another reason', () => {
  const both = report([old, fresh], {
    falls: [compiled(), refused('heap limit')],
    stops: [compiled(), { outcome: 'stopped', elapsedMs: 1 }],
    rises: [refused('unsupported'), compiled()],
    other: [refused('unsupported'), refused('heap limit')],
    same: [refused('unsupported'), refused('unsupported')],
    unrun: [compiled(), undefined],
  });
  const found = compare(both, both, { image: fresh, against: old }, 10);
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  expect(found.modules).toBe(5);
  expect(names(found.newRefusals)).toEqual(['falls', 'stops']);
  expect(names(found.newlyCompiled)).toEqual(['rises']);
  expect(found.otherReasons).toMatchObject([
    { name: 'other', before: 'refused: unsupported', after: 'refused: heap limit' },
  ]);
});

test('a module whose cycles change unlike those of the rest', () => {
  const modules = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `m${i}`,
      [compiled(), compiled({ cycles: `${1_010_000 + 1000 * i + (i === 7 ? 400_000 : 0)}` })],
    ]),
  );
  const both = report([old, fresh], modules);
  expect(compare(both, both, { image: fresh, against: old }, 90).outliers).toMatchObject([{ name: 'm7' }]);
});

describe('which images are compared', () => {
  const other = image('other', { target: 'aarch64-unknown-linux-gnu' });
  const names = (pairs: ReturnType<typeof pairsOf>) =>
    pairs.map((pair) => [pair.image.name, pair.against.name]);

  test('those of one target and profile', () => {
    expect(names(pairsOf([fresh, other], [old, image('quick', { profileName: 'baseline' })]))).toEqual([
      ['new', 'old'],
    ]);
  });

  test('with a single old one every other', () => {
    expect(names(pairsOf([fresh, other], [old]))).toEqual([
      ['new', 'old'],
      ['other', 'old'],
    ]);
  });

  test('none with itself', () => {
    expect(pairsOf([old], [old])).toEqual([]);
  });
});
