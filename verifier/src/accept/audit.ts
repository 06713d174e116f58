import { join } from 'node:path';
import { InputError, PolicyError, StoreError, VerifierError } from '../errors/base.js';
import type { BoundsNeed } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { policyDigest } from '../policy/policyDigest.js';
import { whyUntrusted } from '../policy/whyUntrusted.js';
import { hexConstant } from '../util/hex.js';
import { judge } from './accept.js';
import { judgeStatement } from './acceptAggregate.js';
import { type Entry, encodeEntry } from './entry.js';
import { exists, isFolder, unreadable } from './files.js';
import { LAYOUT, PENDING, refuseOldLayout } from './layout.js';
import { type Found, listEntries } from './listEntries.js';
import { QUARANTINE, quarantine } from './quarantine.js';
import { readEntry, type StoredEntry } from './readEntry.js';
import { PENDING_AGE_MS, removePending } from './removePending.js';
import { putEntry } from './store.js';
import { type Withdrawn, withdrawnOf } from './withdrawn.js';

/** What a store is held against. */
export interface AuditOptions {
  /** The policies in force, at least one: every entry must have been accepted under one of them, and hold under it still. */
  policies: readonly Policy[];
  /** As `acceptBounds` has it: bounds that were accepted with it hold only with it. */
  any?: readonly BoundsNeed[];
  /** Accept anew what was accepted under another policy and holds under one of these; the old entry is still moved away. */
  refile?: boolean;
  /** Change nothing, and report what would be. */
  dryRun?: boolean;
  /** Age from which on a half-written entry is nobody's, ms; an hour where left out. */
  pendingAgeMs?: number;
}

/** Something in a store that no longer holds. */
export interface Quarantined {
  /** Where it was, relative to the store. */
  from: string;
  /** Its folder in quarantine; absent in a dry run. */
  to?: string;
  /** Folder of the entry that has taken its place, with `refile`. */
  refiled?: string;
  /** Why. */
  error: VerifierError;
}

/** What an audit found. */
export interface AuditReport {
  /** How many entries hold. */
  held: number;
  /** What does not. */
  quarantined: Quarantined[];
  /**
   * Artifacts among what does not hold, for a registry to give up: not those of which another entry of the same module and
   * image holds, nor those accepted anew.
   */
  withdrawn: Withdrawn[];
  /** Half-written entries of killed processes that were removed, by name. */
  pendingRemoved: string[];
}

/**
 * Checks a whole store again under the policies in force: folder and file names, every digest, entry.json against what the
 * receipt proves, the receipt itself (image trusted and not revoked, seal, policy). What does not hold is moved to
 * `STORE/quarantine`, by one rename each, with its reason; nothing is deleted but what killed acceptances have left half-written.
 * Other processes may accept meanwhile, and other audits run. What is in the store's folder beside `v2`, `pending` and
 * `quarantine` is left alone.
 *
 * @throws StoreError `store/missing`, `store/old-layout`, `store/unreadable`, `store/unwritable`, `store/corrupt` (a link in
 *   place of one of the three folders); PolicyError `policy/invalid` without a policy
 */
export async function auditStore(store: string, options: AuditOptions): Promise<AuditReport> {
  if (options.policies.length === 0) throw new PolicyError('policy/invalid', 'an audit needs a policy');
  await refuseOldLayout(store);
  await checkFolders(store);
  const report: AuditReport = { held: 0, quarantined: [], withdrawn: [], pendingRemoved: [] };
  const held: string[] = [];
  for (const found of await listEntries(store)) {
    const bad = found.error ?? (await whyNot(found.path, options));
    if (bad === undefined) held.push(found.from);
    else await moveAway(store, found, bad, options, report);
  }
  report.held = held.length;
  // A dry run does not tell what would be accepted anew: nothing is said of what that would be tried with.
  const untold = options.dryRun === true && options.refile === true;
  const gone = report.quarantined.filter(
    ({ refiled, error }) => refiled === undefined && !(untold && isOtherPolicy(error)),
  );
  report.withdrawn = withdrawnOf(gone, held);
  const { pendingAgeMs = PENDING_AGE_MS, dryRun = false } = options;
  report.pendingRemoved = await removePending(store, pendingAgeMs, dryRun);
  return report;
}

async function checkFolders(store: string): Promise<void> {
  let any = false;
  for (const name of [LAYOUT, PENDING, QUARANTINE]) {
    const path = join(store, name);
    try {
      if (!(await exists(path))) continue;
      any = true;
      if (await isFolder(path)) continue;
    } catch (error) {
      throw unreadable(path, error);
    }
    throw new StoreError('store/corrupt', `${path} is no folder`, {
      hint: 'Whatever it is, the store did not make it: move it away.',
    });
  }
  if (!any) {
    throw new StoreError('store/missing', `there is no store in ${store}`, {
      hint: '`zkcwasm-verify accept` makes a store.',
    });
  }
}

/** Why an entry does not hold; undefined where it does. */
async function whyNot(path: string, options: AuditOptions): Promise<VerifierError | undefined> {
  try {
    const stored = await readEntry(path);
    const { entry } = stored;
    const policy = options.policies.find((one) => policyDigest(one) === entry.policyDigest);
    if (policy === undefined) throw otherPolicy(entry, options.policies);
    await judgeAgain(stored, policy, options);
    return undefined;
  } catch (error) {
    if (isFault(error)) throw error;
    return error as VerifierError;
  }
}

/** @returns what would be accepted now; all but the policy is what the entry says */
async function judgeAgain(
  { entry, receipt }: StoredEntry,
  policy: Policy,
  { any }: AuditOptions,
): Promise<Entry> {
  const digest = hexConstant(entry.wasmDigest, 32);
  const module = { digest, length: BigInt(entry.wasmBytes) };
  const { entry: proved } =
    entry.statement === undefined
      ? await judge(entry.kind, receipt, module, policy, any)
      : await judgeStatement(entry.kind, receipt, Number(entry.statement), module, policy, any);
  const same = { ...proved, policyDigest: entry.policyDigest };
  if (Buffer.compare(encodeEntry(same), encodeEntry(entry)) !== 0) {
    throw new StoreError('store/corrupt', 'entry.json does not say what the receipt proves');
  }
  return proved;
}

/** The image has the first word: one that is revoked now was trusted by another policy, the one of before. */
function otherPolicy(entry: Entry, policies: readonly Policy[]): VerifierError {
  return (
    whyUntrusted(hexConstant(entry.imageId, 32), policies) ??
    new StoreError('store/other-policy', `the entry was accepted under the policy ${entry.policyDigest}`, {
      hint: 'If that policy is in force as well, give it too; if not, accept the receipt again, or audit with --refile.',
    })
  );
}

function isOtherPolicy({ code }: VerifierError): boolean {
  return code === 'store/other-policy';
}

async function moveAway(
  store: string,
  found: Found,
  error: VerifierError,
  options: AuditOptions,
  report: AuditReport,
): Promise<void> {
  const refiled =
    isOtherPolicy(error) && options.refile === true && found.error === undefined
      ? await refile(store, found.path, options)
      : undefined;
  const one: Quarantined = { from: found.from, error, ...(refiled === undefined ? {} : { refiled }) };
  if (options.dryRun === true) {
    report.quarantined.push(one);
    return;
  }
  const to = await quarantine(store, found.path, found.from, error);
  if (to !== undefined) report.quarantined.push({ ...one, to });
}

/** @returns the new entry's folder; undefined in a dry run, and where the entry holds under none of the policies */
async function refile(store: string, path: string, options: AuditOptions): Promise<string | undefined> {
  for (const policy of options.policies) {
    try {
      const stored = await readEntry(path);
      const entry = await judgeAgain(stored, policy, options);
      if (options.dryRun === true) return undefined;
      const { receipt, artifact } = stored;
      const files = { receipt, ...(artifact === undefined ? {} : { 'artifact.cwasm': artifact }) };
      return (await putEntry(store, entry, files)).path;
    } catch (error) {
      if (isFault(error)) throw error;
    }
  }
  return undefined;
}

/** Whether an error is about the machine or this package, and not about an entry. */
function isFault(error: unknown): boolean {
  if (!(error instanceof VerifierError) || error instanceof InputError) return true;
  return error.code === 'store/unreadable' || error.code === 'store/unwritable';
}
