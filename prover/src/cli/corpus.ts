/** The command that dry-runs a corpus. */
import { EXIT_CANCELLED, EXIT_REFUSED, EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { checkOutput, writeWhole } from '@zkcwasm/verifier/node';
import { type Command, InvalidArgumentError } from 'commander';
import { readCorpus } from '../corpus/readCorpus.js';
import { readReport } from '../corpus/report/baseline.js';
import type { Comparison } from '../corpus/report/compare.js';
import { type Findings, findingsOf } from '../corpus/report/findings.js';
import { makeReport, type Report } from '../corpus/report/report.js';
import {
  changeTables,
  errorTable,
  moduleTable,
  outlierTable,
  plainTable,
  summaryTable,
  verdictTables,
} from '../corpus/report/tables.js';
import { RESULTS, ResultStore } from '../corpus/resultStore.js';
import { runCorpus } from '../corpus/runCorpus.js';
import { chooseImages, openImages } from '../images/chooseImages.js';
import { exitWithUsage } from './exitWithUsage.js';
import {
  importsOf,
  type LimitOptions,
  limitOptions,
  limitsOf,
  maxCyclesOption,
  maxMemoryOption,
} from './jobOptions.js';
import { lineProgress } from './lineProgress.js';
import { report as printReport } from './output.js';

/** A figure has grown by more than the threshold. */
export const EXIT_REGRESSIONS = 3;
/** A module is refused that an old image compiles; also where figures have grown. */
export const EXIT_NEW_REFUSALS = 4;

interface CorpusOptions extends LimitOptions {
  images?: string[];
  against?: string[];
  baseline?: string;
  threshold: number;
  jobs?: number;
  results: string;
  report?: string;
  html?: string;
  details?: boolean;
  json?: boolean;
}

const HELP = `
A source is a folder, which is searched for .wasm and .wat files, a module, or a list: text with a path a line, from the folder of
the list, or a name, a tab and a path. What cannot be read is reported, and the rest goes on.

Images are called by name, by ID, or by eight or more digits that an ID begins with. Results are kept by image, module, limits and
imports: a run that was interrupted goes on when it is given again.

Exit codes: 0 all was run; ${EXIT_REFUSED} failed, or something could not be read or run; ${EXIT_USAGE} wrong usage; with --against or --baseline
${EXIT_REGRESSIONS} a figure has grown by more than the threshold, ${EXIT_NEW_REFUSALS} a module is refused that an old image compiles (whatever else there is);
${EXIT_CANCELLED} stopped.`;

/** Adds `corpus`. */
export function addCorpusCommand(program: Command): void {
  const command = program
    .command('corpus')
    .description('make dry runs of many modules under several images, before a version is activated')
    .argument('<sources...>', 'folders, lists of paths, and modules')
    .option('--images <names>', 'images, separated by commas; default: every active image', names)
    .option(
      '--against <names>',
      'old images, separated by commas, which are run as well and compared with',
      names,
    )
    .option('--baseline <file>', 'an earlier report (JSON) to compare with')
    .option(
      '--threshold <percent>',
      'growth of a figure that does not count as a regression, percent',
      percent,
      10,
    )
    .option('--jobs <n>', 'most runs at the same time; default: as many as cores and memory allow', positive)
    .option('--results <folder>', 'folder in which results are kept', RESULTS)
    .option('--report <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as a page with plots')
    .option('--details', 'print every module')
    .addOption(maxCyclesOption())
    .addOption(maxMemoryOption());
  limitOptions(command)
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .exitOverride(exitWithUsage)
    .action((sources: string[], options: CorpusOptions) =>
      printReport(
        options,
        () => corpusCommand(sources, options),
        (found) => found.text,
      ),
    );
}

function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.some((name) => name === ''))
    throw new InvalidArgumentError('must be names with commas between them');
  return list;
}

function percent(text: string): number {
  if (!/^(0|[1-9][0-9]{0,5})(\.[0-9]{1,3})?$/.test(text)) {
    throw new InvalidArgumentError('must be a number of at most three decimals');
  }
  return Number(text);
}

function positive(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('must be a positive number');
  return Number(text);
}

/** What is printed: an object for JSON, whose text for people does not go there. */
class Printed {
  constructor(
    private readonly findings: Findings,
    private readonly details: boolean,
  ) {}

  get text(): string {
    const { report } = this.findings;
    const tables = [
      summaryTable(this.findings),
      ...(this.details ? report.images.map((image) => moduleTable(report, image)) : []),
      ...changeTables(this.findings),
      ...verdictTables(this.findings),
      ...outlierTable(this.findings),
      ...errorTable(this.findings),
    ];
    return tables.map(plainTable).join('\n');
  }

  toJSON(): object {
    const { report, ...findings } = this.findings;
    return { ...report, findings };
  }
}

async function corpusCommand(sources: string[], options: CorpusOptions): Promise<Printed> {
  for (const path of [options.report, options.html]) if (path !== undefined) await checkOutput(path);
  const conditions = {
    limits: limitsOf(options),
    imports: await importsOf(options),
    maxCycles: options.maxCycles,
  };
  const baseline = options.baseline === undefined ? undefined : await readReport(options.baseline);
  const old = options.against === undefined ? [] : await chooseImages(options.against);
  const chosen = await chooseImages(options.images);
  const images = await openImages([...chosen, ...old.filter((image) => !includes(chosen, image))]);
  const progress = lineProgress();
  try {
    const { contracts, unreadable } = await readCorpus(sources, (read, all) =>
      progress.show(read, all, 'modules read'),
    );
    const outcomes = await runCorpus(contracts, images, conditions, new ResultStore(options.results), {
      jobs: options.jobs,
      onProgress: ({ done, all, last, secondsLeft }) =>
        progress.show(done, all, `${last.contract.names[0]} under ${last.image.name}`, secondsLeft),
    });
    const report = makeReport(images, conditions, contracts, outcomes, unreadable);
    const findings = findingsOf(report, {
      against: old.map(({ imageId }) => imageId),
      baseline,
      threshold: options.threshold,
    });
    await write(findings, baseline, options);
    process.exitCode = exitCode(findings);
    return new Printed(findings, options.details === true);
  } finally {
    progress.stop();
  }
}

function includes(images: readonly { imageId: string }[], { imageId }: { imageId: string }): boolean {
  return images.some((image) => image.imageId === imageId);
}

async function write(
  findings: Findings,
  baseline: Report | undefined,
  options: CorpusOptions,
): Promise<void> {
  const text = (value: string) => new TextEncoder().encode(value);
  if (options.report !== undefined) {
    const json = new Printed(findings, false).toJSON();
    await writeWhole(options.report, text(`${JSON.stringify(json)}\n`));
  }
  if (options.html !== undefined) {
    // Plots want a document; who asks for none need not load one.
    const { page } = await import('../corpus/report/page.js');
    const earlier = new Map<Comparison, Report>();
    for (const one of findings.comparisons) {
      const own = findings.report.images.some(({ imageId }) => imageId === one.against.imageId);
      if (baseline !== undefined && !own) earlier.set(one, baseline);
    }
    await writeWhole(options.html, text(page(findings, earlier)));
  }
}

function exitCode({ comparisons, report }: Findings): number {
  if (comparisons.some(({ newRefusals }) => newRefusals.length > 0)) return EXIT_NEW_REFUSALS;
  if (comparisons.some(({ regressions }) => regressions.length > 0)) return EXIT_REGRESSIONS;
  return report.errors.length > 0 ? EXIT_REFUSED : 0;
}
