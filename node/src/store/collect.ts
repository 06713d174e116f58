import { environmentsOf, type Schedule } from '@zkcwasm/verifier/environments';
import { removeEntry, removePending } from '@zkcwasm/verifier/node';
import { entriesUnder, environmentsIn, recordPath, removeRecord } from './acceptances.js';
import { isThere, pathsIn, writing } from './layout.js';
import { locked } from './lock.js';

/** Age from which on a half-written entry is nobody's, ms. */
const PENDING_AGE_MS = 60 * 60 * 1000;

/** What a collection may remove. */
export interface CollectOptions {
  /** Environments whose entries may go. */
  gone: ReadonlySet<string>;
  /** Change nothing, and report what would be. */
  dryRun?: boolean;
}

/** What a collection removed, or with `dryRun` would. */
export interface Collected {
  /** Folders of entries that no environment stands for any more. */
  entries: string[];
  /** Records of environments that are gone, or of entries that are not there. */
  records: number;
  /** Half-written entries of killed processes, by name. */
  pending: string[];
  /** Environments with records that were not to go. */
  kept: string[];
}

/**
 * The environments of a schedule that have been retired or revoked for so many sessions.
 *
 * @param graceSessions 0: those that are so now
 */
export function goneIn(schedule: Schedule, session: bigint, graceSessions = 0n): Set<string> {
  const over = environmentsOf(schedule, session).filter(
    ({ standing, since }) =>
      (standing === 'retired' || standing === 'revoked') && since + graceSessions <= session,
  );
  return new Set(over.map(({ hash }) => hash));
}

/**
 * Removes what was accepted under environments that are gone, and under no other. An entry without any record was accepted by a
 * command that takes no schedule: it stays. Environments that are not named stay, also those that nobody knows. Each module is
 * looked at and cleared with other changes of the store shut out, so what is accepted meanwhile is not lost; and the entry goes
 * before its record, so that a collection that is killed is finished by the next.
 *
 * @throws StoreError `store/unwritable`, `store/unreadable`; NodeStoreError `store/busy`, `store/locking`
 */
export async function collect(store: string, { gone, dryRun = false }: CollectOptions): Promise<Collected> {
  const report: Collected = { entries: [], records: 0, pending: [], kept: [] };
  for (const environment of await environmentsIn(store)) {
    if (!gone.has(environment)) report.kept.push(environment);
    for (const entry of await entriesUnder(store, environment)) {
      const work = () => collectOne(store, entry, environment, gone, dryRun, report);
      if (dryRun) await work();
      else await locked(pathsIn(store).changeLock, work);
    }
  }
  report.pending = await removePending(store, PENDING_AGE_MS, dryRun);
  return report;
}

async function collectOne(
  store: string,
  entry: string,
  environment: string,
  gone: ReadonlySet<string>,
  dryRun: boolean,
  report: Collected,
): Promise<void> {
  const record = recordPath(store, entry, environment);
  // Another collection was first.
  if (!(await isThere(record))) return;
  const there = await isThere(entry);
  if (there && !gone.has(environment)) return;
  if (there && !(await isWanted(store, entry, gone)) && !report.entries.includes(entry)) {
    if (!dryRun) await removeEntry(store, entry);
    report.entries.push(entry);
  }
  if (!dryRun) await writing(store, () => removeRecord(record));
  report.records += 1;
}

/** Whether an entry was accepted under an environment that stays as well. By names alone: a damaged record stands for its entry. */
async function isWanted(store: string, entry: string, gone: ReadonlySet<string>): Promise<boolean> {
  for (const environment of await environmentsIn(store)) {
    if (!gone.has(environment) && (await isThere(recordPath(store, entry, environment)))) return true;
  }
  return false;
}
