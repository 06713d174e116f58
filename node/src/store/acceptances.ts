/** Records of acceptance: which entry was accepted under which environment, in which session, and when. */
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseJson } from '@zkcwasm/verifier/internal';
import { isEntryPath, readPlain, syncFolder } from '@zkcwasm/verifier/node';
import { z } from 'zod';
import { NodeStoreError } from '../errors/base.js';
import {
  ENVIRONMENT_NAME,
  isThere,
  listNames,
  MAX_RECORD_BYTES,
  NO_ENVIRONMENT,
  pathsIn,
  placeFile,
} from './layout.js';

/** What was accepted under what; `environment` and `session` are absent without a schedule. */
export interface Acceptance {
  environment?: string;
  session?: bigint;
  /** By the clock of the machine, ISO 8601. For people: nothing is decided by it, so a clock that jumps does no harm. */
  acceptedAt: string;
}

const schema = z
  .strictObject({
    version: z.literal(1),
    environment: z.string().regex(ENVIRONMENT_NAME),
    session: z
      .string()
      .regex(/^(0|[1-9][0-9]{0,19})$/)
      .optional(),
    acceptedAt: z.iso.datetime(),
  })
  .refine(({ environment, session }) => (environment === NO_ENVIRONMENT) === (session === undefined));

/** Where a record is, by the entry's folder. */
export function recordPath(store: string, entry: string, environment: string | undefined): string {
  const name = `${basename(entry)}.json`;
  return join(pathsIn(store).environments, environment ?? NO_ENVIRONMENT, basename(dirname(entry)), name);
}

/**
 * Writes a record. One that is there stays: it says when the entry was first accepted.
 *
 * @returns whether it was written
 * @throws NodeStoreError `store/record` of one that is damaged, and of what could not be read again
 */
export async function writeRecord(store: string, entry: string, acceptance: Acceptance): Promise<boolean> {
  // Before there is a path: the environment becomes a name in it.
  const bytes = encodeRecord(acceptance);
  const path = recordPath(store, entry, acceptance.environment);
  if ((await readRecord(path)) !== undefined) return false;
  await placeFile(store, path, bytes);
  return true;
}

/** @throws NodeStoreError `store/record` */
function encodeRecord({ environment = NO_ENVIRONMENT, session, acceptedAt }: Acceptance): Buffer {
  const value = {
    version: 1,
    environment,
    ...(session === undefined ? {} : { session: `${session}` }),
    acceptedAt,
  };
  if (schema.safeParse(value).success) return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
  throw new NodeStoreError('store/record', 'such an acceptance cannot be recorded', {
    hint: 'An environment is named by its hash and goes with a session; acceptedAt is a time in ISO 8601, in UTC.',
  });
}

/**
 * @returns undefined where there is none
 * @throws NodeStoreError `store/record`
 */
async function readRecord(path: string): Promise<Acceptance | undefined> {
  if (!(await isThere(path))) return undefined;
  let bytes: Uint8Array;
  let value: unknown;
  try {
    bytes = await readPlain(path, MAX_RECORD_BYTES);
    value = parseJson(bytes);
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(path, 'it is out of form');
  const { environment, session, acceptedAt } = parsed.data;
  if (environment !== basename(dirname(dirname(path)))) throw damaged(path, 'it is of another environment');
  const acceptance = {
    acceptedAt,
    ...(environment === NO_ENVIRONMENT ? {} : { environment }),
    ...(session === undefined ? {} : { session: BigInt(session) }),
  };
  if (encodeRecord(acceptance).compare(bytes) !== 0) throw damaged(path, 'it is not in its one form');
  return acceptance;
}

/**
 * Every acceptance of an entry.
 *
 * @throws NodeStoreError `store/record`; StoreError `store/unreadable`
 */
export async function acceptancesOf(store: string, entry: string): Promise<Acceptance[]> {
  const found: Acceptance[] = [];
  for (const environment of await environmentsIn(store)) {
    const record = await readRecord(recordPath(store, entry, environment));
    if (record !== undefined) found.push(record);
  }
  return found;
}

/** Names of the environments that something was recorded under, `none` among them. */
export async function environmentsIn(store: string): Promise<string[]> {
  const names = await listNames(pathsIn(store).environments);
  return names.filter((name) => ENVIRONMENT_NAME.test(name));
}

/** Entries recorded under an environment, as paths of their folders, whether or not they are there. By names alone. */
export async function entriesUnder(store: string, environment: string): Promise<string[]> {
  const { environments, entries } = pathsIn(store);
  const folder = join(environments, environment);
  const found: string[] = [];
  for (const wasmDigest of await listNames(folder)) {
    for (const name of await listNames(join(folder, wasmDigest))) {
      const entry = join(entries, wasmDigest, name.replace(/\.json$/, ''));
      if (isEntryPath(entry)) found.push(entry);
    }
  }
  return found;
}

/** Removes a record, and has that on disk. */
export async function removeRecord(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

function damaged(path: string, why: string): NodeStoreError {
  return new NodeStoreError('store/record', `the record ${path} is damaged: ${why}`, {
    hint: 'Remove it, and accept the receipt of its entry again.',
  });
}
