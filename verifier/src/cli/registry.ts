import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { isEntryPath, MAX_ENTRY_BYTES, readEntry } from '../accept/store.js';
import { InputError, RegistryError } from '../errors/base.js';
import { decodeProof } from '../registry/decodeProof.js';
import { encodeProof } from '../registry/encodeProof.js';
import { entryJson, keyJson, type RegistryEntry, toRegistryEntry } from '../registry/entry.js';
import { fieldFromBytes, fieldToBytes } from '../registry/field.js';
import { MAX_PROOF_BYTES } from '../registry/proof.js';
import { openRegistry, type Registry, type RegistryState } from '../registry/registry.js';
import { verifyProof } from '../registry/verifyProof.js';
import { equalBytes } from '../util/equalBytes.js';
import { fastSha256 } from '../util/fastSha256.js';
import { fromHex, toHex } from '../util/hex.js';
import { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from '../util/inputSizes.js';
import { parseJson } from '../util/parseJson.js';
import { readInput } from '../util/readInput.js';
import { writeWhole } from '../util/writeWhole.js';
import { report } from './report.js';
import { visibleFields } from './visible.js';

interface JsonOption {
  json?: boolean;
}
interface RegistryOptions extends JsonOption {
  registry: string;
}
interface ProveOptions extends RegistryOptions {
  output: string;
  force?: boolean;
}
interface CheckOptions extends JsonOption {
  registry?: string;
  root?: string;
  absent?: boolean;
  wasm?: string;
  artifact?: string;
}

/** Adds `registry add|remove|root|prove|check`. Exit codes: 0 done or shown, 1 refused, 2 wrong usage. */
export function addRegistryCommands(program: Command): void {
  const registry = program
    .command('registry')
    .description('keep a registry of accepted artifacts, prove and check what is in it');
  registry
    .command('add')
    .description('add what accept put into the store')
    .argument('<entry...>', 'folders that accept --artifact made, or their entry.json')
    .requiredOption('--registry <dir>', 'registry folder; made where there is none')
    .option('--json', 'print one JSON object')
    .action((paths: string[], options: RegistryOptions) =>
      report(options, plain, async () => {
        const entries = await readEntries(paths, true);
        return stateJson(await using(options.registry, 'write', (opened) => opened.add(entries)));
      }),
    );
  registry
    .command('remove')
    .description('remove entries')
    .argument('<entry...>', 'folders that accept --artifact made, or their entry.json')
    .requiredOption('--registry <dir>', 'registry folder')
    .option('--json', 'print one JSON object')
    .action((paths: string[], options: RegistryOptions) =>
      report(options, plain, async () => {
        const entries = await readEntries(paths);
        // Reading first, so that a mistyped folder does not become a registry.
        await using(options.registry, 'read', (opened) => opened.state());
        return stateJson(await using(options.registry, 'write', (opened) => opened.remove(entries)));
      }),
    );
  registry
    .command('root')
    .description('print the root, which stands for all entries')
    .requiredOption('--registry <dir>', 'registry folder')
    .option('--json', 'print one JSON object')
    .action((options: RegistryOptions) =>
      report(options, plain, async () =>
        stateJson(await using(options.registry, 'read', (opened) => opened.state())),
      ),
    );
  registry
    .command('prove')
    .description('write one proof of which of some entries are in the registry and which are not')
    .argument('<entry...>', 'folders that accept --artifact made, or their entry.json')
    .requiredOption('--registry <dir>', 'registry folder')
    .requiredOption('-o, --output <file>', 'proof file')
    .option('--force', 'overwrite the proof file')
    .option('--json', 'print one JSON object')
    .action((paths: string[], options: ProveOptions) =>
      report(options, plain, async () => {
        const entries = await readEntries(paths);
        const [state, proof] = await using(
          options.registry,
          'read',
          (opened): [RegistryState, Uint8Array] => [opened.state(), encodeProof(opened.prove(entries))],
        );
        const shown = verifyProof(state.root, decodeProof(proof));
        await writeWhole(options.output, proof, {
          overwrite: options.force === true,
          hint: 'Give --force to overwrite it.',
        });
        return { ...stateJson(state), proofBytes: proof.length, ...shownJson(shown) };
      }),
    );
  registry
    .command('check')
    .description('check a proof file against a root, or that a registry is whole')
    .argument('[proof]', 'proof file')
    .option('--root <hex>', 'for a proof: the root that you trust')
    .option('--wasm <file>', 'for a proof: it must show an artifact of this module')
    .option('--artifact <file>', 'for a proof: it must show this artifact')
    .option('--absent', 'for a proof: it may show that entries are absent')
    .option('--registry <dir>', 'registry folder to check')
    .option('--json', 'print one JSON object')
    .action((path: string | undefined, options: CheckOptions) =>
      report(options, plain, () => (path === undefined ? checkRegistry(options) : checkProof(path, options))),
    );
}

async function checkRegistry({ registry, root, absent, wasm, artifact }: CheckOptions): Promise<object> {
  if (registry === undefined || [root, absent, wasm, artifact].some((option) => option !== undefined)) {
    throw usage('give a proof file and --root, or --registry alone');
  }
  return stateJson(await using(registry, 'read', (opened) => opened.check()));
}

async function checkProof(path: string, options: CheckOptions): Promise<object> {
  if (options.root === undefined || options.registry !== undefined) {
    throw usage('give a proof file and --root, or --registry alone');
  }
  const rootBytes = fromHex(options.root, 32);
  const root = rootBytes === undefined ? undefined : fieldFromBytes(rootBytes);
  if (root === undefined) {
    throw usage('--root takes 64 lower-case hex digits, as registry root prints them');
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

async function using<T>(folder: string, mode: 'read' | 'write', work: (opened: Registry) => T): Promise<T> {
  const opened = await openRegistry(folder, mode);
  try {
    return work(opened);
  } finally {
    await opened.close();
  }
}

/** @param whole hold a store's folders against themselves, receipt and artifact included */
async function readEntries(paths: string[], whole = false): Promise<RegistryEntry[]> {
  return Promise.all(
    paths.map(async (path) => {
      if (whole && isEntryPath(path)) {
        return toRegistryEntry((await readEntry(resolve(path))).entry);
      }
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      const bytes = await readInput(isFolder ? join(path, 'entry.json') : path, 'entry', MAX_ENTRY_BYTES);
      let value: unknown;
      try {
        value = parseJson(bytes);
      } catch (error) {
        throw new RegistryError(
          'registry/entry',
          `the entry ${path} is not good JSON: ${(error as Error).message}`,
          { cause: error },
        );
      }
      return toRegistryEntry(value);
    }),
  );
}

function stateJson({ root, count }: RegistryState): { root: string; count: number } {
  return { root: toHex(fieldToBytes(root)), count };
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
