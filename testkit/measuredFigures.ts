/** The figures that simulations rest on, from the files that measurements were written to. */
import { readFileSync } from 'node:fs';

interface Report {
  date: string;
  machine: { cpu: string; cores: number };
  prices: Record<string, number>;
  verify: { receiptBytes: number; warmMs: number };
  modules: {
    name: string;
    bytes: number;
    cycles: Record<string, string>;
    peakHeapBytes: string;
    executeMs: number;
    native: Record<string, { compileMs: number; runMs: number; artifactBytes: number }>;
  }[];
  kernels: { name: string; native: Record<string, { compileMs: number; runMs: number }> }[];
}

// Of `metered` nothing is in the report: it is what contracts that pay for their execution need, and no choice.
const PROFILES = ['fast-exec', 'fast-prove', 'baseline'] as const;

/** What `node/data/measured.json` holds. */
export function measuredFigures(root: URL) {
  const text = (file: string) => readFileSync(new URL(file, root), 'utf8');
  const report = JSON.parse(text('docs/benchmarks/report.json')) as Report;
  const cycles = JSON.parse(text('docs/benchmarks/cycles.json')) as Record<
    string,
    { values: Record<string, number> }
  >;
  const byProfile = <T>(of: (profile: string) => T) =>
    Object.fromEntries(PROFILES.map((profile) => [profile, of(profile)]));
  return {
    sources: {
      contracts: `docs/benchmarks/report.json, ${report.date}, ${report.machine.cores} cores of ${report.machine.cpu}: native times, cycles of tuned images`,
      referenceCycleFactor:
        'docs/benchmarks/cycles.json over the cycles of the same modules in report.json: reference images against tuned ones',
      verify: 'docs/benchmarks/report.json',
      prices: 'docs/benchmarks/report.json: stated prices, nobody’s offer',
      proving: 'prover/src/estimate.ts, measured on 2 cores',
      bombs:
        'docs/reference/limits.md: worst of 145 generators, largest size measured without limits, under images of that time',
      kernels: 'docs/benchmarks/report.json: 64 KiB hashed',
    },
    contracts: report.modules.map((one) => ({
      name: one.name,
      bytes: one.bytes,
      nativeMs: byProfile((profile) => round(one.native[profile]?.compileMs)),
      cycles: byProfile((profile) => Number(one.cycles[profile])),
      heapBytes: Number(one.peakHeapBytes),
      meterMs: round(one.executeMs),
      artifactBytes: byProfile((profile) => one.native[profile]?.artifactBytes ?? 0),
    })),
    referenceCycleFactor: byProfile((profile) => referenceFactor(profile, report, cycles)),
    verify: { receiptBytes: report.verify.receiptBytes, warmMs: round(report.verify.warmMs) },
    kernels: report.kernels.map(({ name, native }) => ({
      name,
      runMs: byProfile((profile) => round(native[profile]?.runMs)),
    })),
    prices: report.prices,
    proving: provingFigures(text('prover/src/estimate.ts')),
    bombs: bombs(text('docs/reference/limits.md')),
  };
}

function referenceFactor(
  profile: string,
  { modules }: Report,
  cycles: Record<string, { values: Record<string, number> }>,
) {
  // What was measured before is of x86-64 alone.
  const image = Object.entries(cycles).find(([name]) => name.endsWith(`-x86_64-linux-${profile}`));
  const ratios = modules.flatMap(({ name, bytes, cycles: before }) => {
    const now = image?.[1].values[`${name} (${bytes} bytes), cycles`];
    return now === undefined ? [] : [now / Number(before[profile])];
  });
  if (ratios.length === 0) throw new Error(`no cycles of a reference image for ${profile}`);
  return round(ratios.reduce((a, b) => a + b) / ratios.length);
}

function provingFigures(source: string) {
  const constant = (name: string) => {
    const found = new RegExp(`const ${name} = ([0-9.]+)`).exec(source)?.[1];
    if (found === undefined) throw new Error(`prover/src/estimate.ts has no ${name}`);
    return Number(found);
  };
  return {
    cores: constant('REFERENCE_CORES'),
    fixedSeconds:
      constant('START_SECONDS') +
      constant('END_SECONDS') +
      constant('IMAGE_SHARDS') * constant('SECONDS_PER_SHARD'),
    secondsPerMegacycle: constant('SECONDS_PER_MCYCLE'),
  };
}

/** Rows of the table of bombs: `| name | source | cycles/byte | n^x | n^y | stopped by | times |`. */
function bombs(markdown: string) {
  const rows = [
    ...markdown.matchAll(
      /^\| ([^|]+) \| ([^|]+) \| >? ?([\d,]+) \| n\^([\d.]+) \| n\^([\d.]+) \| ([^|]+) \| (\d+) \|$/gm,
    ),
  ];
  if (rows.length === 0) throw new Error('docs/reference/limits.md has no table of bombs');
  return rows.map(
    ([, name = '', source = '', cyclesPerByte = '', time = '', heap = '', stop = '', through = '']) => ({
      name,
      source,
      cyclesPerByte: Number(cyclesPerByte.replaceAll(',', '')),
      timeExponent: Number(time),
      heapExponent: Number(heap),
      stoppedBy: stop.replaceAll('`', ''),
      timesNormalLetThrough: Number(through),
    }),
  );
}

function round(value: number | undefined): number {
  return Number((value ?? 0).toPrecision(6));
}
