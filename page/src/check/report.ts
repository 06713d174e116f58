import type { StatementJson } from '@zkcwasm/verifier';

/** What is asked of the worker. Files are read there, so that a large one does not hold up the page. */
export interface Inputs {
  receipt: File;
  modules: File[];
  artifacts: File[];
  policy: File | undefined;
  /** Where no policy is given: take images that are built with patches. */
  trustTuned: boolean;
  /** Where no policy is given: take receipts that prove a refusal. */
  takeRefusals: boolean;
}

/** The steps of a check, in their order. */
export const STEPS = ['read', 'decode', 'policy', 'proof', 'artifact'] as const;
/** One of `STEPS`. */
export type Step = (typeof STEPS)[number];

/** One verified statement, in a form that goes from the worker to the page. */
export interface Verified {
  /** Position in an aggregate; undefined for a single receipt. */
  index: number | undefined;
  statement: StatementJson;
  sealKind: 'stark' | 'groth16' | 'aggregate';
  proofSystem: string;
  circuit: string;
  image: { id: string; name: string; source: 'upstream' | 'tuned'; status: string; profileName: string };
  /** Proved cycles, digits. */
  cycles: string | undefined;
  /** Name of the module's file. */
  module: string;
  /** Name of the artifact's file that is the one proved; undefined where none was given. */
  artifact: string | undefined;
  /** Price under the policy, digits. */
  price: string | undefined;
}

/** What is wrong, as the verifier says it. */
export interface Refused {
  code: string;
  message: string;
  hint: string | undefined;
  /** What the receipt says of itself, where it could be read: unverified. */
  claims: Claims | undefined;
}

/** What an unverified receipt says. */
export interface Claims {
  imageId: string;
  sealKind: string;
  statements: { wasmDigest: string; wasmBytes: string; outcome: string; target: string }[];
}

/** How a check ended. */
export type Report =
  | {
      verdict: 'verified';
      statements: Verified[];
      /** How many statements of an aggregate were not looked at, since no module was given for them. */
      others: number;
      /** Names of the modules given that the receipt is not about. */
      unused: string[];
      /** Whether the policy was a file or the page's own. */
      ownPolicy: boolean;
      policyDigest: string;
      /** How long it took, ms. */
      took: number;
    }
  | { verdict: 'refused'; refused: Refused };
