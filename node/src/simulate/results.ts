/** What a scenario shows, in each mode. */
import { type Case, makeCases } from './cases.js';
import type { Figures } from './figures.js';
import { canPrepare, type JudgingContext, PLATFORMS, receiptsAt } from './judging.js';
import { makeNetwork, type Platform, platformName, type Validator } from './network.js';
import { proofOf } from './proving.js';
import type { Mode, ScenarioName, Settings } from './settings.js';
import { runVotes, type Vote } from './voting.js';

/** A platform, and what a decision does to it. */
export interface Hurt {
  platform: string;
  /** Validators of the platform that are online. */
  validators: number;
  /** Those of them that cannot prepare what the chain has accepted: they do not show up, session after session. */
  hurt: number;
}

/** What came of a case in one mode. */
export interface Result {
  scenario: ScenarioName;
  mode: Mode;
  case: string;
  bytes: number;
  decision: Vote['decision'];
  blocks: number;
  sessions: number;
  /** Ballots in the deciding session. */
  for: number;
  against: number;
  /** Online validators without a ballot at the decision. */
  silent: number;
  /** What all online validators judge in the end, those who came too late included. */
  judgedFor: number;
  judgedAgainst: number;
  /** Smaller side over all judgements in the end: 0 where all agree, 0.5 at worst. */
  split: number;
  /** Online validators that cannot use what was accepted. */
  noShows: number;
  hurt: Hurt[];
  /** Judgements by a compiler that was revoked, of validators that had not renewed it yet. */
  underRevoked: number;
  /** Processor time of all validators, seconds, and at the stated price. */
  validatorSeconds: number;
  validatorPrice: number;
  /** Until the slowest receipt is made, seconds, and the price of all; both 0 where none is. */
  proofSeconds: number;
  proofPrice: number;
}

/** Every result, in the order of scenarios, modes and cases. */
export function runScenarios(settings: Settings, figures: Figures): Result[] {
  const network = makeNetwork(settings, figures);
  return settings.scenarios.flatMap((scenario) => {
    const cases = makeCases(scenario, figures);
    return settings.modes.flatMap((mode) => {
      const context: JudgingContext = { settings, figures, mode, ...revocation(scenario, figures) };
      const votes = runVotes(cases, network, context);
      return votes.map((vote) => resultOf(scenario, vote, network, context));
    });
  });
}

/** The version that receipts were made for is void right before the contracts are registered. */
function revocation(scenario: ScenarioName, { published }: Figures): Pick<JudgingContext, 'revoked'> {
  return scenario === 'revoked-version' ? { revoked: { at: published.blockSeconds.value } } : {};
}

function resultOf(
  scenario: ScenarioName,
  vote: Vote,
  network: readonly Validator[],
  context: JudgingContext,
): Result {
  const { figures, mode } = context;
  const { judgements, ballots, decision, blocks, sessions } = vote;
  const online = network.filter((validator) => validator.online);
  const accepts = judgements.filter((judgement) => judgement?.accept === true).length;
  const rejects = judgements.filter((judgement) => judgement?.accept === false).length;
  // Receipts hold for every platform, and an artifact that is proved need not be compiled.
  const byReceipts = judgements.some((judgement) => judgement !== undefined && !judgement.native);
  const cannot = (validator: Validator) =>
    decision === 'accepted' && !byReceipts && !canPrepare(vote.case, validator, context);
  const seconds = sum(judgements.map((judgement) => judgement?.cpuSeconds ?? 0));
  const proof = proofs(vote.case, context);
  return {
    scenario,
    mode,
    case: vote.case.name,
    bytes: vote.case.bytes,
    decision,
    blocks,
    sessions,
    for: ballots.for,
    against: ballots.against,
    silent: online.length - ballots.for - ballots.against,
    judgedFor: accepts,
    judgedAgainst: rejects,
    split: round(Math.min(accepts, rejects) / Math.max(accepts + rejects, 1)),
    noShows: online.filter(cannot).length,
    hurt: PLATFORMS.map((platform) => hurtOn(platform, online, cannot)),
    underRevoked: underRevoked(vote, network, context),
    validatorSeconds: round(seconds),
    validatorPrice: round((seconds / 3600) * figures.prices.cpuHour),
    proofSeconds: mode === 'native' ? 0 : round(proof.seconds),
    proofPrice: mode === 'native' ? 0 : round(proof.price),
  };
}

function hurtOn(
  platform: Platform,
  online: readonly Validator[],
  cannot: (validator: Validator) => boolean,
): Hurt {
  const there = online.filter(
    ({ architecture, version }) => architecture === platform.architecture && version === platform.version,
  );
  return { platform: platformName(platform), validators: there.length, hurt: there.filter(cannot).length };
}

/** Proofs that are made: for every platform where the case has receipts at all, or for those where it is cheap. */
function proofs(one: Case, context: JudgingContext): { seconds: number; price: number } {
  const { figures, settings } = context;
  const all = receiptsAt(one, context) !== undefined;
  const made = PLATFORMS.filter((platform) =>
    one.receipts === 'cheap-platforms' ? one.factor(platform) === 1 && one.cycles <= settings.maxCycles : all,
  ).map((platform) => proofOf(one.cycles * one.factor(platform), figures, settings.prover));
  // Those of the revoked version were paid for as well.
  const again = context.revoked === undefined ? 1 : 2;
  return {
    seconds: Math.max(0, ...made.map(({ seconds }) => seconds)),
    price: again * sum(made.map(({ price }) => price)),
  };
}

function underRevoked(
  { judgements }: Vote,
  network: readonly Validator[],
  { revoked, figures }: JudgingContext,
): number {
  if (revoked === undefined) return 0;
  const blockSeconds = figures.published.blockSeconds.value;
  return network.filter(({ index, renewsAtBlock }) => {
    const judgement = judgements[index];
    return judgement?.native === true && judgement.at < revoked.at + renewsAtBlock * blockSeconds;
  }).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Six digits: what comes after them differs between machines, if anything does. */
export function round(value: number): number {
  return Number(value.toPrecision(6));
}
