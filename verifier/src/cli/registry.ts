import type { Command } from 'commander';
import { InputError, RegistryError } from '../errors/base.js';
import { decodeProof } from '../registry/decodeProof.js';
import { entryJson, keyJson, type RegistryEntry } from '../registry/entry.js';
import { fieldFromBytes } from '../registry/field.js';
import { MAX_PROOF_BYTES } from '../registry/proof.js';
import { verifyProof } from '../registry/verifyProof.js';
import { equalBytes } from '../util/equalBytes.js';
import { fastSha256 } from '../util/fastSha256.js';
import { fromHex } from '../util/hex.js';
import { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from '../util/inputSizes.js';
import { readInput } from '../util/readInput.js';
import { inNode, movedOption } from './movedOption.js';
import { report } from './report.js';
import { visibleFields } from './visible.js';

interface CheckOptions {
  json?: boolean;
  registry?: string;
  root?: string;
  absent?: boolean;
  wasm?: string;
  artifact?: string;
}

/** What is done to a registry on disk, by `zkcwasm-node`. */
const KEPT_BY_NODE = ['add', 'remove', 'root', 'prove'] as const;

/**
 * Adds `registry check`, for who has a proof and a root. Exit codes: 0 shown, 1 refused, 2 wrong usage, which is also what the
 * commands are told that were here and need a registry on disk.
 */
export function addRegistryCommands(program: Command): void {
  const registry = program
    .command('registry')
    .description('check proofs about a registry of accepted artifacts, which zkcwasm-node keeps');
  for (const name of KEPT_BY_NODE) {
    registry
      .command(name, { hidden: true })
      .argument('[any...]')
      .allowUnknownOption()
      .helpOption(false)
      .option('--json')
      .action((_: string[], options: { json?: boolean }) =>
        report(options, plain, () => Promise.reject(inNode(`registry ${name}`))),
      );
  }
  registry
    .command('check')
    .description('check a proof file against a root')
    .argument('[proof]', 'proof file')
    .option('--root <hex>', 'the root that you trust')
    .option('--wasm <file>', 'the proof must show an artifact of this module')
    .option('--artifact <file>', 'the proof must show this artifact')
    .option('--absent', 'the proof may show that entries are absent')
    .addOption(movedOption())
    .option('--json', 'print one JSON object')
    .action((path: string | undefined, options: CheckOptions) =>
      report(options, plain, () => {
        if (options.registry !== undefined) throw inNode('registry check --registry DIR');
        if (path === undefined) throw usage('give a proof file and --root');
        return checkProof(path, options);
      }),
    );
}

async function checkProof(path: string, options: CheckOptions): Promise<object> {
  if (options.root === undefined) throw usage('give a proof file and --root');
  const rootBytes = fromHex(options.root, 32);
  const root = rootBytes === undefined ? undefined : fieldFromBytes(rootBytes);
  if (root === undefined) {
    throw usage('--root takes 64 lower-case hex digits, as zkcwasm-node registry root prints them');
  }
  const proof = decodeProof(await readInput(path, 'proof', MAX_PROOF_BYTES));
  const shown = verifyProof(root, proof);
  if (shown.absent.length > 0 && options.absent !== true) {
    throw new RegistryError('registry/absent', 'the proof shows that entries are not in the registry', {
      hint: 'If that is what you want to know, give --absent.',
    });
  }
  const { wasm, artifact } = options;
  if (wasm !== undefined || artifact !== undefined) {
    const of = async (file: string | undefined, what: string, limit: number) =>
      file === undefined ? undefined : fastSha256(await readInput(file, what, limit));
    const wasmDigest = await of(wasm, 'module', MAX_WASM_BYTES);
    const artifactDigest = await of(artifact, 'artifact', MAX_ARTIFACT_BYTES);
    const isIt = (entry: RegistryEntry) =>
      (wasmDigest === undefined || equalBytes(wasmDigest, entry.wasmDigest)) &&
      (artifactDigest === undefined || equalBytes(artifactDigest, entry.artifactDigest));
    if (!shown.members.some(isIt)) {
      throw new RegistryError('registry/absent', 'the proof does not show the module or artifact at hand');
    }
  }
  return { root: options.root, ...shownJson(shown) };
}

function shownJson({ members, absent }: ReturnType<typeof verifyProof>): object {
  return { members: members.map(entryJson), absent: absent.map(keyJson) };
}

function usage(message: string): InputError {
  return new InputError('usage/invalid', message);
}

function plain(result: object): string {
  return Object.entries(result)
    .flatMap(([name, value]: [string, unknown]) =>
      (Array.isArray(value) ? value : [value]).map((item: unknown) => visibleFields({ [name]: item }, 11)),
    )
    .join('');
}
