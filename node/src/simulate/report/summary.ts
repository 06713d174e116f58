/** Results of a scenario in one mode, in one line. */
import type { Result } from '../results.js';
import type { Mode, ScenarioName } from '../settings.js';

/** A scenario in one mode. */
export interface Summary {
  scenario: ScenarioName;
  mode: Mode;
  cases: number;
  accepted: number;
  rejected: number;
  expired: number;
  /** The largest of all cases, each. */
  worstSplit: number;
  slowestBlocks: number;
  mostSessions: number;
  mostNoShows: number;
  /** Platform with the largest share of validators that are shut out of something accepted. */
  worstHurt: string;
  underRevoked: number;
  /** Of all cases together. */
  validatorSeconds: number;
  price: number;
}

/** One line for each scenario and mode, in their order. */
export function summarize(results: readonly Result[]): Summary[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.scenario} ${result.mode}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Result];
    const most = (of: (result: Result) => number) => Math.max(...group.map(of));
    const total = (of: (result: Result) => number) => group.reduce((sum, result) => sum + of(result), 0);
    const count = (decision: Result['decision']) =>
      group.filter((result) => result.decision === decision).length;
    return {
      scenario: first.scenario,
      mode: first.mode,
      cases: group.length,
      accepted: count('accepted'),
      rejected: count('rejected'),
      expired: count('expired'),
      worstSplit: most(({ split }) => split),
      slowestBlocks: most(({ blocks }) => blocks),
      mostSessions: most(({ sessions }) => sessions),
      mostNoShows: most(({ noShows }) => noShows),
      worstHurt: worstHurt(group),
      underRevoked: most(({ underRevoked }) => underRevoked),
      validatorSeconds: total(({ validatorSeconds }) => validatorSeconds),
      price: total(({ validatorPrice, proofPrice }) => validatorPrice + proofPrice),
    };
  });
}

function worstHurt(group: readonly Result[]): string {
  const shares = group
    .flatMap(({ hurt }) => hurt)
    .filter(({ hurt }) => hurt > 0)
    .sort((a, b) => b.hurt / b.validators - a.hurt / a.validators || b.hurt - a.hurt);
  const [worst] = shares;
  return worst === undefined ? '' : `${worst.platform}: ${worst.hurt} of ${worst.validators}`;
}
