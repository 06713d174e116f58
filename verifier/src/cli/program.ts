import { Command } from 'commander';
import { type Accepted, acceptArtifact, acceptBounds, acceptRejected } from '../accept/accept.js';
import { acceptAggregate } from '../accept/acceptAggregate.js';
import { decodeAggregate } from '../aggregate/decodeAggregate.js';
import { isAggregate } from '../aggregate/isAggregate.js';
import { selectStatements } from '../aggregate/selectStatements.js';
import {
  type VerifiedAggregate,
  type VerifiedStatement,
  verifyAggregate,
} from '../aggregate/verifyAggregate.js';
import { InputError } from '../errors/base.js';
import type { BoundsNeed } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import { statementJson } from '../statement.js';
import { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from '../util/inputSizes.js';
import { readInput } from '../util/readInput.js';
import { type VerifiedReceipt, verifyReceipt } from '../verifyReceipt.js';
import { anyOption } from './anyOption.js';
import { addAuditCommand } from './audit.js';
import { addCoverageCommand } from './coverage.js';
import { exitAllWithUsage } from './exitWithUsage.js';
import { inNode, movedOption } from './movedOption.js';
import { policyJson, policyOption } from './policyOption.js';
import { addRegistryCommands } from './registry.js';
import { report } from './report.js';
import { addScheduleCommands } from './schedule.js';
import { scheduleOption, sessionOption, type UnderScheduleOptions, underSchedule } from './scheduleOption.js';
import { visibleFields } from './visible.js';
import { type AggregateVerdict, type ReceiptVerdict, verdictInWords } from './words/verdict.js';

const WASM = 'the module that the receipt must be about; of an aggregate, every module (repeatable)';
const SELECT =
  'of an aggregate only this statement: its position, from 0, or the SHA-256 of its module (repeatable)';

const UNDER = 'schedule; the receipt must be one that an environment takes in --session';

interface CommonOptions extends UnderScheduleOptions {
  wasm: string[];
  select?: string[];
  policy?: string;
  verbose?: boolean;
  json?: boolean;
}

interface AcceptOptions extends CommonOptions {
  store: string;
  artifact?: string[];
  boundsOnly?: boolean;
  any?: BoundsNeed[];
  rejected?: boolean;
  registry?: string;
}

/** The command line of `zkcwasm-verify`. Exit codes: 0 accepted, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-verify')
    .description('Check zkcwasm receipts and accept what they prove')
    .showHelpAfterError();
  program
    .command('verify')
    .description('check a receipt, or an aggregate of receipts, against modules and a policy')
    .argument('<receipt>', 'receipt file')
    .requiredOption('--wasm <file>', WASM, several)
    .option('--select <what>', SELECT, several)
    .option(
      '--policy <file>',
      'policy (JSON); default: the upstream images that this version knows, no limits',
    )
    .addOption(scheduleOption(UNDER))
    .addOption(sessionOption())
    .option('--verbose', 'print every field, digests in full, as lines')
    .option('--json', 'print one JSON object')
    .action((path: string, options: CommonOptions) =>
      report(options, words(options), async () => {
        const { receipt, modules, policy, environment } = await inputs(path, options);
        if (isAggregate(receipt)) {
          const select = selection(receipt, options);
          const verified = await verifyAggregate(receipt, { policy, modules, ...select });
          return { ...describeAggregate(verified), ...policyJson(policy) };
        }
        const wasm = onlyModule(modules, options);
        const verified = await verifyReceipt(receipt, { policy, wasm });
        return { ...describe(verified), ...environmentJson(environment), ...policyJson(policy) };
      }),
    );
  program
    .command('accept')
    .description('check a receipt, or an aggregate of receipts, and put what it proves into a store')
    .argument('<receipt>', 'receipt file')
    .requiredOption('--wasm <file>', WASM, several)
    .option('--select <what>', SELECT, several)
    .requiredOption('--store <dir>', 'store folder')
    .option(
      '--artifact <file>',
      'the artifact that the receipt must prove; of an aggregate, one for each compiled statement (repeatable)',
      several,
    )
    .option('--bounds-only', 'accept the bounds, for a node that compiles natively')
    .addOption(anyOption())
    .option('--rejected', 'accept a proved refusal')
    .addOption(movedOption())
    .option(
      '--policy <file>',
      'policy (JSON); default: the upstream images that this version knows, no limits',
    )
    .addOption(scheduleOption(UNDER))
    .addOption(sessionOption())
    .option('--verbose', 'print every field, digests in full, as lines')
    .option('--json', 'print one JSON object')
    .action((path: string, options: AcceptOptions) =>
      report(options, words(options), async () => {
        checkUsage(options);
        const { receipt, modules, policy, environment } = await inputs(path, options);
        if (isAggregate(receipt)) return acceptStatements(receipt, modules, policy, options);
        checkSingle(options);
        const wasm = onlyModule(modules, options);
        const accepted = await accept(receipt, wasm, policy, options);
        return {
          ...describe(accepted.verified),
          ...environmentJson(environment),
          ...policyJson(policy),
          accepted: accepted.entry.kind,
          path: accepted.path,
        };
      }),
    );
  addAuditCommand(program);
  addRegistryCommands(program);
  addScheduleCommands(program);
  addCoverageCommand(program);
  exitAllWithUsage(program);
  return program;
}

/** Collects an option that may be given several times. */
function several(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function checkUsage({ artifact, boundsOnly, rejected, registry, any }: AcceptOptions): void {
  if (artifact === undefined && boundsOnly !== true && rejected !== true) {
    throw new InputError('usage/invalid', 'give one of --artifact FILE, --bounds-only and --rejected');
  }
  if (artifact !== undefined && boundsOnly === true) {
    throw new InputError('usage/invalid', 'give one of --artifact FILE and --bounds-only');
  }
  if (registry !== undefined)
    throw inNode('registry add PATH --registry DIR with the path that accept prints');
  if (any !== undefined && boundsOnly !== true) {
    throw new InputError('usage/invalid', '--any goes with --bounds-only');
  }
}

/** A single receipt is one thing; of an aggregate artifacts (or bounds) and refusals may be accepted at once. */
function checkSingle({ artifact, boundsOnly, rejected }: AcceptOptions): void {
  const kinds = [artifact !== undefined, boundsOnly === true, rejected === true].filter(Boolean).length;
  if (kinds !== 1 || (artifact !== undefined && artifact.length !== 1)) {
    throw new InputError('usage/invalid', 'give one of --artifact FILE, --bounds-only and --rejected');
  }
}

/** The module of a single receipt. */
function onlyModule([module, ...more]: readonly Uint8Array[], { select }: CommonOptions): Uint8Array {
  if (module === undefined || more.length > 0) {
    throw new InputError('usage/invalid', 'a single receipt is about one module: give one --wasm FILE');
  }
  if (select !== undefined) {
    throw new InputError('usage/invalid', 'a single receipt has nothing to --select');
  }
  return module;
}

/** The positions that `--select` names, if it was given. */
function selection(receipt: Uint8Array, { select }: CommonOptions): { select?: number[] } {
  return select === undefined ? {} : { select: selectStatements(decodeAggregate(receipt), select) };
}

async function acceptStatements(
  receipt: Uint8Array,
  modules: readonly Uint8Array[],
  policy: Policy,
  options: AcceptOptions,
): Promise<AggregateVerdict> {
  const { artifact = [], boundsOnly, any, rejected, store } = options;
  const artifacts: Uint8Array[] = [];
  for (const file of artifact) artifacts.push(await readInput(file, 'artifact', MAX_ARTIFACT_BYTES));
  const accepted = await acceptAggregate(receipt, {
    policy,
    modules,
    store,
    artifacts,
    bounds: boundsOnly,
    rejected,
    ...selection(receipt, options),
    ...(any === undefined ? {} : { any }),
  });
  return {
    outcome: 'aggregate',
    proved: true,
    statements: accepted.map(({ verified, entry, path }) => ({
      ...describeStatement(verified),
      accepted: entry.kind,
      path,
    })),
    ...policyJson(policy),
  };
}

async function accept(
  receipt: Uint8Array,
  wasm: Uint8Array,
  policy: Policy,
  { artifact, boundsOnly, any, store }: AcceptOptions,
): Promise<Accepted> {
  const common = { policy, wasm, store };
  if (artifact !== undefined) {
    const [file = ''] = artifact;
    return acceptArtifact(receipt, await readInput(file, 'artifact', MAX_ARTIFACT_BYTES), common);
  }
  return boundsOnly === true
    ? acceptBounds(receipt, { ...common, ...(any === undefined ? {} : { any }) })
    : acceptRejected(receipt, common);
}

async function inputs(
  path: string,
  options: CommonOptions,
): Promise<{ receipt: Uint8Array; modules: Uint8Array[]; policy: Policy; environment?: string }> {
  const policy = await policyOption(options.policy);
  const receipt = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
  const modules: Uint8Array[] = [];
  for (const file of options.wasm) modules.push(await readInput(file, 'module', MAX_WASM_BYTES));
  const under = await underSchedule(receipt, policy, options);
  return { receipt, modules, policy, ...under };
}

function environmentJson(environment: string | undefined): { environment?: string } {
  return environment === undefined ? {} : { environment };
}

function describe({ image, journal, cycles, instructions, price, sealKind }: VerifiedReceipt) {
  const { outcome, ...rest } = statementJson(journal);
  const { imageId, profileName } = image;
  const proved = {
    ...(cycles === undefined ? {} : { cycles: `${cycles}` }),
    ...(instructions === undefined ? {} : { instructions: `${instructions}` }),
    ...(price === undefined ? {} : { price: `${price}` }),
  };
  return { outcome, imageId, profileName, ...proved, sealKind, proved: true, ...rest };
}

function describeStatement({ index, image, journal, sealKind }: VerifiedStatement) {
  const { outcome, ...rest } = statementJson(journal);
  const { imageId, profileName } = image;
  return { statement: index, outcome, imageId, profileName, sealKind, ...rest };
}

function describeAggregate({ aggregator, statements }: VerifiedAggregate) {
  return {
    outcome: 'aggregate' as const,
    proved: true as const,
    sealKind: 'aggregate',
    aggregator: aggregator.imageId,
    statements: statements.map(describeStatement),
  };
}

/** How a verdict is printed for people: in words, or every field where that is asked for. */
function words({ verbose }: CommonOptions): (verdict: ReceiptVerdict | AggregateVerdict) => string {
  return verbose === true ? everyField : verdictInWords;
}

function everyField(verdict: ReceiptVerdict | AggregateVerdict): string {
  if (!('statements' in verdict)) return `verified\n${visibleFields(verdict, 15)}`;
  const { statements, ...rest } = verdict;
  const each = statements.map((statement) => `\n${visibleFields(statement, 15)}`);
  return `verified\n${visibleFields(rest, 15)}${each.join('')}`;
}
