/** Everything that the chain knows about paras, their code and the votes on it. Plain data; nobody changes it in place. */
import type { CodeHash } from '../codeHash.js';
import type { ValidatorKey } from '../keys.js';
import type { ChainConfiguration } from './configuration.js';

/** Which para is meant; given by who registers it. */
export type ParaId = number;
/** Height of a block; the chain begins at 0. */
export type BlockNumber = number;
/** Number of a session, from 0. */
export type SessionIndex = number;

/** Where a para stands. The last two are on their way out. */
export type Lifecycle =
  | 'onboarding'
  | 'parathread'
  | 'parachain'
  | 'offboarding-parathread'
  | 'offboarding-parachain';
/** What a para that has been onboarded is. */
export type ParaKind = 'parathread' | 'parachain';

/**
 * How accepted code comes into force: `go-ahead` tells the para, and switches at its first head that knows; `at-block`
 * switches at the expected block, whatever the para does.
 */
export type UpgradeStrategy = 'go-ahead' | 'at-block';

/** Why a code is voted on. */
export type Cause =
  | { kind: 'onboarding'; para: ParaId }
  | { kind: 'upgrade'; para: ParaId; includedAt: BlockNumber; strategy: UpgradeStrategy };

/** One validator's vote on a code; undefined where it has not voted. */
export type Ballot = 'for' | 'against' | undefined;

/** A vote that runs. */
export interface Vote {
  /** By validator of the session. */
  ballots: Ballot[];
  /** Session boundaries that it has seen. */
  age: number;
  createdAt: BlockNumber;
  /** At least one, in the order in which they came. */
  causes: Cause[];
}

/** Code that is stored, and how many users it has: paras (now, next or in the past), and causes of a vote. */
export interface StoredCode {
  bytes: Uint8Array;
  references: number;
}

/** One para, as far as it is known. */
export interface Para {
  lifecycle?: Lifecycle;
  /** What it will be once it is onboarded. */
  upcoming?: { kind: ParaKind; head: Uint8Array };
  head?: Uint8Array;
  /** The block in whose context its latest head was made. */
  mostRecentContext?: BlockNumber;
  currentCode?: CodeHash;
  futureCode?: CodeHash;
  /** From this block's context on, a head switches to the future code. */
  upgradeExpectedAt?: BlockNumber;
  signal?: 'go-ahead' | 'abort';
  /** It may ask for no upgrade. */
  restricted?: true;
}

/** Code that a para no longer has, and since when. */
export interface Replacement {
  /** The block from which on the new code was expected. */
  expectedAt: BlockNumber;
  /** The block that brought the change. */
  activatedAt: BlockNumber;
  code: CodeHash;
}

/** Replaced code of one para that is still kept. */
export interface PastCode {
  replacements: Replacement[];
  /** `activatedAt` of the latest that was dropped. */
  lastPruned?: BlockNumber;
}

/** A para and the block at which something happens to it. */
export interface Due {
  para: ParaId;
  at: BlockNumber;
}

/** The chain, as far as code and votes go. */
export interface ChainState {
  now: BlockNumber;
  session: SessionIndex;
  validators: readonly ValidatorKey[];
  configuration: ChainConfiguration;
  votes: Map<CodeHash, Vote>;
  codes: Map<CodeHash, StoredCode>;
  paras: Map<ParaId, Para>;
  /** Paras that come or go at the start of a session, ascending. */
  actions: Map<SessionIndex, ParaId[]>;
  pastCode: Map<ParaId, PastCode>;
  /** All four ascending by block. */
  pruning: Due[];
  goAheads: Due[];
  directUpgrades: Due[];
  cooldowns: Due[];
}
