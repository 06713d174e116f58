import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError, toHex } from '@zkcwasm/verifier';
import { report } from '@zkcwasm/verifier/commands';
import { parseJson, registryEntryJson, registryKeyJson, visibleFields } from '@zkcwasm/verifier/internal';
import { isEntryPath, MAX_ENTRY_BYTES, readEntry, readInput, writeWhole } from '@zkcwasm/verifier/node';
import {
  decodeProof,
  encodeProof,
  fieldToBytes,
  type RegistryEntry,
  toRegistryEntry,
  verifyProof,
} from '@zkcwasm/verifier/registry';
import type { Command } from 'commander';
import type { RegistryState } from '../registry/records.js';
import { openRegistry, type Registry } from '../registry/registry.js';

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

/** Adds `registry add|remove|root|prove|check`. Exit codes: 0 done or shown, 1 refused, 2 wrong usage. */
export function addRegistryCommands(program: Command): void {
  const registry = program
    .command('registry')
    .description('keep a registry of accepted artifacts, and prove what is in it');
  registry
    .command('add')
    .description('add artifacts that accept put into the store')
    .argument('<entry...>', 'folders in the store that accept --artifact made, or their entry.json')
    .requiredOption('--registry <dir>', 'registry folder; it is made if it does not exist')
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
    .argument('<entry...>', 'folders in the store that accept --artifact made, or their entry.json')
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
    .description('write one proof that says which of these entries are in the registry and which are not')
    .argument('<entry...>', 'folders in the store that accept --artifact made, or their entry.json')
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
    .description('check that a registry is whole (zkcwasm-verify registry check checks proofs)')
    .requiredOption('--registry <dir>', 'registry folder')
    .option('--json', 'print one JSON object')
    .action((options: RegistryOptions) =>
      report(options, plain, async () =>
        stateJson(await using(options.registry, 'read', (opened) => opened.check())),
      ),
    );
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
          `the entry ${path} is not valid JSON: ${(error as Error).message}`,
          { hint: 'Name the folder that accept --artifact made.', cause: error },
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
  return { members: members.map(registryEntryJson), absent: absent.map(registryKeyJson) };
}

function plain(result: object): string {
  return Object.entries(result)
    .flatMap(([name, value]: [string, unknown]) =>
      (Array.isArray(value) ? value : [value]).map((item: unknown) => visibleFields({ [name]: item }, 11)),
    )
    .join('');
}
