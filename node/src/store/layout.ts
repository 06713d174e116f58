/**
 * What a node adds to the store of `@zkcwasm/verifier/node`, beside its folders:
 *
 *     STORE/node.json                                   version of what is below
 *     STORE/environments/ENVIRONMENT/WASM/ENTRY.json    when, and in which session, an entry was accepted under an environment
 *     STORE/change.lock, STORE/daemon.lock              who changes it, and whose daemon runs on it
 *
 * An environment is named by its hash; `none` stands for acceptance without a schedule. Plain files, as the entries are: few and
 * large things are kept, each once, and are read by their names, so a database would add a format and take nothing away.
 */
import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError, ZkcwasmError } from '@zkcwasm/verifier';
import { makeFolders, readPlain, syncFolder, writeSynced } from '@zkcwasm/verifier/node';
import { NodeStoreError } from '../errors/base.js';

/** Version of the layout above. */
export const NODE_STORE_VERSION = 1;
/** Where acceptance without a schedule is recorded. */
export const NO_ENVIRONMENT = 'none';
/** Largest `node.json` and record that are read, bytes. */
export const MAX_RECORD_BYTES = 4096;
/** What the folder of an environment is called. */
export const ENVIRONMENT_NAME = /^([0-9a-f]{64}|none)$/;

/** Paths in a store. */
export function pathsIn(store: string) {
  return {
    version: join(store, 'node.json'),
    environments: join(store, 'environments'),
    pending: join(store, 'pending'),
    entries: join(store, 'v2'),
    changeLock: join(store, 'change.lock'),
    daemonLock: join(store, 'daemon.lock'),
  };
}

/**
 * Whether a folder is a store that this version can read; one that is missing or empty is none yet.
 *
 * @throws NodeStoreError `store/version`; StoreError `store/unreadable`
 */
export async function checkVersion(store: string): Promise<'there' | 'new'> {
  const names = await listNames(store);
  const later = names.find((name) => /^v[0-9]+$/.test(name) && name !== 'v2');
  if (later !== undefined) throw otherVersion(store, `it has the layout ${later}`);
  if (!names.includes('node.json')) return 'new';
  const bytes = await readPlain(pathsIn(store).version, MAX_RECORD_BYTES).catch((error: StoreError) => {
    if (error.code === 'store/corrupt') throw otherVersion(store, error.shortMessage);
    throw error;
  });
  const text = Buffer.from(bytes).toString('utf8');
  if (text !== versionText()) {
    throw otherVersion(store, `node.json says ${JSON.stringify(text.slice(0, 60))}`);
  }
  return 'there';
}

/**
 * Makes a store, or takes the one that is there.
 *
 * @throws as `checkVersion`; StoreError `store/unwritable`
 */
export async function makeStore(store: string): Promise<void> {
  if ((await checkVersion(store)) === 'there') return;
  await writing(store, async () => {
    await makeFolders(store);
    await placeFile(store, pathsIn(store).version, Buffer.from(versionText()));
  });
}

function versionText(): string {
  return `{ "zkcwasmNodeStore": ${NODE_STORE_VERSION} }\n`;
}

function otherVersion(store: string, why: string): NodeStoreError {
  return new NodeStoreError('store/version', `the store ${store} is of another version: ${why}`, {
    hint: 'Use the version of this package that wrote it, or accept its receipts again into a new store.',
  });
}

/** Names in a folder; none where it is missing. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StoreError('store/unreadable', `${folder} cannot be read: ${(cause as Error).message}`, {
      hint: 'Nothing was changed. Is it a folder, and may this user read it?',
      cause,
    });
  }
}

/** Work on files whose failure is that of the disk. */
export async function writing<T>(store: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ZkcwasmError) throw cause;
    throw new StoreError(
      'store/unwritable',
      `the store ${store} cannot be written: ${(cause as Error).message}`,
      { hint: 'Is the disk full or read-only?', cause },
    );
  }
}

/** Puts a file in place, whole, and has it on disk; one of that name is replaced. */
export async function placeFile(store: string, path: string, bytes: Uint8Array): Promise<void> {
  const pending = join(pathsIn(store).pending, `${process.pid}-${randomBytes(8).toString('hex')}.json`);
  await makeFolders(dirname(pending));
  try {
    await writeSynced(pending, bytes);
    await makeFolders(dirname(path));
    await rename(pending, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(pending, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Whether there is anything at a path, even a link to nothing. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
