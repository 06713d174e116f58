import {
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  type Image,
  isAggregate,
  knownImages,
  MAX_RECEIPT_BYTES,
  statementJson,
  toHex,
} from '@zkcwasm/verifier';
import { checkOutput, readInput, readPolicy, writeWhole } from '@zkcwasm/verifier/node';
import { Command, InvalidArgumentError, Option } from 'commander';
import { compile } from '../compile.js';
import { withEngine } from '../engine/engine.js';
import {
  defaultCompilerVersion,
  defaultProfile,
  defaultTarget,
  profileNames,
} from '../images/imageManifest.js';
import type { ProfileName } from '../images/openImage.js';
import { meter } from '../meter.js';
import { PROVERS, SEALS } from '../prove.js';
import { IMPORTS, type Imports, run } from '../run.js';
import { listRunners } from '../runner/runnerList.js';
import { type AggregateCommandOptions, aggregateCommand } from './aggregate.js';
import { addCorpusCommand } from './corpus.js';
import { addDoctorCommand } from './doctor.js';
import { entryBeside } from './entryBeside.js';
import { exitWithUsage } from './exitWithUsage.js';
import { type ImageOptions, imageCommand, type JobOptions, jobCommand, makeJob } from './jobOptions.js';
import { checkNoMatrix, type MatrixCommandOptions, matrixCommand, matrixOptions } from './matrix.js';
import { type Printing, report } from './output.js';
import { type ProveOptions, proveAllCommand, proveCommand } from './prove.js';
import { addRehearseCommands } from './rehearse.js';
import { repackCommand } from './repack.js';
import { type AggregateTold, inspectInWords, type ReceiptTold } from './words/inspectInWords.js';
import { meterInWords } from './words/meterInWords.js';
import { aggregateInWords, proveAllInWords, proveInWords } from './words/proveInWords.js';

/** The command line of `zkcwasm`. Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 130 stopped. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm')
    .description('Prove what Wasmtime makes of a WebAssembly module, inside a zkVM')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);

  imageCommand(program, 'meter', 'make a dry run: measure cycles, heap and artifact size, without a proof')
    .option('--policy <file>', 'policy (JSON) of a node; the price is shown if it has one')
    .action((file: string, options: ImageOptions & { policy?: string }) =>
      report(
        options,
        async () => {
          const price = options.policy === undefined ? undefined : (await readPolicy(options.policy)).price;
          const job = await makeJob(file, options);
          return withEngine((engine) => meter(engine, job, { price }));
        },
        meterInWords,
      ),
    );

  matrixOptions(proofOptions(imageCommand(program, 'prove', 'prove a compilation and write its receipt')))
    .requiredOption('-o, --output <receipt>', 'receipt file to write; with --matrix a folder')
    .option('--artifact <file>', 'write the artifact as well')
    .action((file: string, options: MatrixCommandOptions, command: Command) => {
      if (options.matrix === true) return report(options, () => matrixCommand(file, options, command));
      return report(
        options,
        async () => {
          checkNoMatrix(options);
          return proveCommand(file, options);
        },
        proveInWords,
      );
    });

  proofOptions(
    imageCommand(
      program,
      'prove-all',
      'prove several modules, one after the other, with one prover',
      '<files...>',
    ),
  )
    .requiredOption('-o, --output <folder>', 'folder for the receipts, each named as its module')
    .action((files: string[], options: ProveOptions) =>
      report(options, () => proveAllCommand(files, options), proveAllInWords),
    );

  program
    .command('aggregate')
    .description('fold the proofs of several receipts into one receipt')
    .argument('<receipts...>', 'receipt files, each with a stark seal')
    .requiredOption('-o, --output <receipt>', 'receipt file to write')
    .option(
      '--policy <file>',
      'policy (JSON) that each receipt must hold under; default: every known image is trusted',
    )
    .option('--fresh', 'begin anew, and do not use the steps that an interrupted proof has left')
    .option('--verbose', 'print every field, digests in full, as lines')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((files: string[], options: AggregateCommandOptions) =>
      report(options, () => aggregateCommand(files, options), aggregateInWords),
    );

  jobCommand(program, 'compile', 'compile natively, to the same bytes that a receipt proves')
    .requiredOption('-o, --output <file>', 'artifact file to write')
    .action((file: string, options: JobOptions & { output: string }) =>
      report(options, async () => {
        await checkOutput(options.output);
        const job = await makeJob(file, options);
        const compiled = await withEngine((engine) => compile(engine, job));
        await writeWhole(options.output, compiled.artifact);
        const { digest, elapsedMs, artifact } = compiled;
        return { artifactDigest: digest, artifactBytes: artifact.length, elapsedMs, path: options.output };
      }),
    );

  program
    .command('inspect')
    .description('show what a receipt says, without verifying it')
    .argument('<receipt>', 'receipt file')
    .option('--verbose', 'print every field, digests in full, as lines')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((path: string, options: Printing) => report(options, () => inspect(path), inspectInWords));

  program
    .command('repack')
    .description('write an old receipt in the current envelope version, with the same proof')
    .argument('<receipt>', 'receipt file, of any version that is read')
    .requiredOption('-o, --output <file>', 'receipt file to write; it must not exist')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((path: string, options: { output: string; json?: boolean }) =>
      report(options, () => repackCommand(path, options.output)),
    );

  program
    .command('images')
    .description('list the compiler images')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((options: { json?: boolean }) =>
      report(options, async () => {
        const images = await knownImages();
        // By image ID: an image has the name of the one that it supersedes.
        return options.json === true
          ? { images }
          : Object.fromEntries(images.map((image) => [image.imageId, imageLine(image)]));
      }),
    );

  program
    .command('runners')
    .description('list the native runners, one for each compiler version, by hash')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((options: { json?: boolean }) =>
      report(options, async () => {
        const runners = await listRunners();
        return options.json === true
          ? { runners }
          : Object.fromEntries(
              runners.map((runner) => [`${runner.compiler} ${runner.compilerVersion}`, runner.sha256]),
            );
      }),
    );

  program
    .command('run')
    .description('load an artifact and call one of its exports')
    .argument('<artifact>', 'artifact file (.cwasm)')
    .argument('[args...]', 'arguments of the export, in decimal')
    .option('--invoke <export>', 'function to call; without it, the exports are listed')
    .option('--digest <sha256>', 'digest that the artifact must have, from a verified receipt', sha256Option)
    .option('--entry <dir>', 'store entry to take the digest from; default: the folder of the artifact')
    .option('--target <triple>', 'target that it was compiled for', defaultTarget())
    .addOption(
      new Option(
        '--profile <name>',
        'artifact profile that it was compiled with; default: what the entry says',
      ).choices(profileNames()),
    )
    .option(
      '--compiler-version <version>',
      'version of Wasmtime that it was compiled with; default: what the entry says',
    )
    .addOption(new Option('--imports <what>', 'what imported functions do').choices(IMPORTS).default('trap'))
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((artifact: string, args: string[], options: RunOptions) =>
      report(options, () => runCommand(artifact, args, options)),
    );
  addDoctorCommand(program);
  addCorpusCommand(program);
  addRehearseCommands(program);
  return program;
}

function sha256Option(text: string): string {
  const hex = text.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new InvalidArgumentError('must be 64 hexadecimal digits');
  return hex;
}

function proofOptions(command: Command): Command {
  return command
    .addOption(new Option('--prover <kind>', "which of SP1's provers to use").choices(PROVERS).default('cpu'))
    .addOption(
      new Option('--seal <kind>', 'stark attests cycles; groth16 is small and does not')
        .choices(SEALS)
        .default('stark'),
    )
    .option('--fresh', 'begin anew, and do not use the steps that an interrupted proof has left');
}

interface RunOptions {
  invoke?: string;
  digest?: string;
  entry?: string;
  target: string;
  profile?: ProfileName;
  compilerVersion?: string;
  imports: Imports;
  json?: boolean;
}

function imageLine({ status, reason, name, compiler, target, profileName, circuit }: Image): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${status}${why} ${name} ${compiler.name} ${compiler.version} ${target} ${profileName} ${circuit}`;
}

async function inspect(path: string): Promise<ReceiptTold | AggregateTold> {
  const bytes = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
  if (isAggregate(bytes)) return inspectAggregate(bytes);
  const receipt = decodeReceipt(bytes);
  const { outcome, ...statement } = statementJson(decodeJournal(receipt.journal));
  return {
    verified: false,
    proofSystem: receipt.proofSystem,
    circuit: receipt.circuit,
    sealKind: receipt.sealKind,
    sealBytes: receipt.seal.length,
    imageId: toHex(receipt.imageId),
    outcome,
    ...statement,
  };
}

function inspectAggregate(bytes: Uint8Array): AggregateTold {
  const { proofSystem, circuit, sealKind, seal, imageId, statements } = decodeAggregate(bytes);
  return {
    verified: false,
    proofSystem,
    circuit,
    sealKind,
    sealBytes: seal.length,
    aggregator: toHex(imageId),
    statements: statements.map((statement, i) => ({
      statement: i,
      imageId: toHex(statement.imageId),
      ...statementJson(decodeJournal(statement.journal)),
    })),
  };
}

async function runCommand(
  artifact: string,
  args: string[],
  options: RunOptions,
): Promise<Record<string, unknown>> {
  const entry = options.digest === undefined ? await entryBeside(artifact, options.entry) : undefined;
  const digest = options.digest ?? entry?.artifactDigest ?? '';
  // An artifact profile names the compiler's version, so that its digest says both.
  const built = (await knownImages()).find((image) => image.profile === entry?.profile);
  const report = await withEngine((engine) =>
    run(engine, {
      artifact,
      digest,
      target: options.target,
      profile: options.profile ?? built?.profileName ?? defaultProfile(),
      compilerVersion: options.compilerVersion ?? built?.compiler.version ?? defaultCompilerVersion(),
      imports: options.imports,
      ...(options.invoke === undefined ? {} : { export: options.invoke, args }),
    }),
  );
  return { artifactDigest: digest, ...report };
}
