import { Command, type CommanderError } from 'commander';
import { type Accepted, acceptArtifact, acceptBounds, acceptRejected } from '../accept/accept.js';
import { InputError } from '../errors/base.js';
import type { BoundsNeed } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import { fieldToBytes } from '../registry/field.js';
import { recordAccepted } from '../registry/recordAccepted.js';
import { statementJson } from '../statement.js';
import { toHex } from '../util/hex.js';
import { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from '../util/inputSizes.js';
import { readInput } from '../util/readInput.js';
import { type VerifiedReceipt, verifyReceipt } from '../verifyReceipt.js';
import { anyOption } from './anyOption.js';
import { addAuditCommand } from './audit.js';
import { EXIT_USAGE } from './exitCodes.js';
import { policyJson, policyOption } from './policyOption.js';
import { addRegistryCommands } from './registry.js';
import { report } from './report.js';

interface CommonOptions {
  wasm: string;
  policy?: string;
  json?: boolean;
}

interface AcceptOptions extends CommonOptions {
  store: string;
  artifact?: string;
  boundsOnly?: boolean;
  any?: BoundsNeed[];
  rejected?: boolean;
  registry?: string;
}

/** The command line of `zkcwasm-verify`. Exit codes: 0 accepted, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-verify')
    .description('Check zkcwasm receipts and accept what they prove')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  program
    .command('verify')
    .description('check a receipt against a module and a policy')
    .argument('<receipt>', 'receipt file')
    .requiredOption('--wasm <file>', 'the module that the receipt must be about')
    .option('--policy <file>', 'policy (JSON); default: the upstream images this version knows, no limits')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((path: string, options: CommonOptions) =>
      report(options, plain, async () => {
        const [receipt, wasm, policy] = await inputs(path, options);
        return { ...describe(await verifyReceipt(receipt, { policy, wasm })), ...policyJson(policy) };
      }),
    );
  program
    .command('accept')
    .description('check a receipt and put what it proves into a store')
    .argument('<receipt>', 'receipt file')
    .requiredOption('--wasm <file>', 'the module that the receipt must be about')
    .requiredOption('--store <dir>', 'store folder')
    .option('--artifact <file>', 'the artifact that the receipt must prove')
    .option('--bounds-only', 'accept the bounds, for a node that compiles natively')
    .addOption(anyOption())
    .option('--rejected', 'accept a proved refusal as what it is')
    .option('--registry <dir>', 'record the accepted artifact in this registry as well')
    .option('--policy <file>', 'policy (JSON); default: the upstream images this version knows, no limits')
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((path: string, options: AcceptOptions) =>
      report(options, plain, async () => {
        checkUsage(options);
        const [receipt, wasm, policy] = await inputs(path, options);
        const accepted = await accept(receipt, wasm, policy, options);
        const { root } =
          options.registry === undefined
            ? { root: undefined }
            : await recordAccepted(options.registry, accepted.entry);
        return {
          ...describe(accepted.verified),
          ...policyJson(policy),
          accepted: accepted.entry.kind,
          path: accepted.path,
          ...(root === undefined ? {} : { registryRoot: toHex(fieldToBytes(root)) }),
        };
      }),
    );
  addAuditCommand(program);
  addRegistryCommands(program);
  return program;
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}

function checkUsage({ artifact, boundsOnly, rejected, registry, any }: AcceptOptions): void {
  if ([artifact !== undefined, boundsOnly === true, rejected === true].filter(Boolean).length !== 1) {
    throw new InputError('usage/invalid', 'give one of --artifact FILE, --bounds-only and --rejected');
  }
  if (registry !== undefined && artifact === undefined) {
    throw new InputError('usage/invalid', 'a registry holds artifacts: --registry goes with --artifact');
  }
  if (any !== undefined && boundsOnly !== true) {
    throw new InputError('usage/invalid', '--any goes with --bounds-only');
  }
}

async function accept(
  receipt: Uint8Array,
  wasm: Uint8Array,
  policy: Policy,
  { artifact, boundsOnly, any, store }: AcceptOptions,
): Promise<Accepted> {
  const common = { policy, wasm, store };
  if (artifact !== undefined) {
    return acceptArtifact(receipt, await readInput(artifact, 'artifact', MAX_ARTIFACT_BYTES), common);
  }
  return boundsOnly === true
    ? acceptBounds(receipt, { ...common, ...(any === undefined ? {} : { any }) })
    : acceptRejected(receipt, common);
}

async function inputs(path: string, options: CommonOptions): Promise<[Uint8Array, Uint8Array, Policy]> {
  const policy = await policyOption(options.policy);
  const receipt = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
  return [receipt, await readInput(options.wasm, 'module', MAX_WASM_BYTES), policy];
}

function describe({
  image,
  journal,
  cycles,
  instructions,
  price,
  sealKind,
}: VerifiedReceipt): Record<string, unknown> {
  const { outcome, ...rest } = statementJson(journal);
  const { imageId, profileName } = image;
  const proved = {
    ...(cycles === undefined ? {} : { cycles: `${cycles}` }),
    ...(instructions === undefined ? {} : { instructions: `${instructions}` }),
    ...(price === undefined ? {} : { price: `${price}` }),
  };
  return { outcome, imageId, profileName, ...proved, sealKind, proved: true, ...rest };
}

function plain(result: Record<string, unknown>): string {
  const lines = Object.entries(result).map(([key, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return `${key.padEnd(15)} ${text}\n`;
  });
  return `verified\n${lines.join('')}`;
}
