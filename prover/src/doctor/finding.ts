/** What a machine can be used for, from the least to the most demanding. */
export const PURPOSES = ['verify', 'run', 'meter', 'prove', 'build'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What each purpose is, in words. */
export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  verify: 'verify and accept receipts',
  run: 'compile natively, re-hydrate and run artifacts',
  meter: 'measure a compilation in the zkVM without proving it',
  prove: 'prove compilations on this machine',
  build: 'build the native programs from their sources',
};

/** One thing that was looked at. */
export interface Finding {
  name: string;
  ok: boolean;
  /** What cannot be done without it; nothing where it is for an option alone. */
  neededFor: readonly Purpose[];
  /** What is there, or what is wrong. */
  found: string;
  /** What to do about it, or what it would be good for; only where it is not there. */
  advice?: string;
}

/** Everything that was looked at, and what follows. */
export interface Diagnosis {
  findings: Finding[];
  /** Whether each purpose has all that it needs. */
  can: Record<Purpose, boolean>;
}

/** What follows from findings. */
export function diagnosisOf(findings: Finding[]): Diagnosis {
  const can = (purpose: Purpose) => findings.every(({ ok, neededFor }) => ok || !neededFor.includes(purpose));
  return {
    findings,
    can: {
      verify: can('verify'),
      run: can('run'),
      meter: can('meter'),
      prove: can('prove'),
      build: can('build'),
    },
  };
}
