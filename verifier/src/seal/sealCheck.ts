/** What all kinds of seal have in common: each is held against one expected claim, and answers what it attests. */

/** The claim that a seal must be about, built from what is trusted; never read out of a receipt's seal. */
export interface ExpectedClaim {
  /** The trusted image that must have run, 32 bytes. */
  imageId: Uint8Array;
  /** SHA-256 of the journal that it must have committed, 32 bytes. */
  journalDigest: Uint8Array;
}

/** What a verified seal attests beyond the expected claim. */
export type SealVerdict =
  | {
      sealKind: 'stark';
      /** Cycles of the whole execution, as the proof's own clock attests them. */
      cycles: bigint;
    }
  | {
      sealKind: 'groth16';
      /** Absent: a Groth16 seal's public inputs carry no clock, so it says nothing about cycles. */
      cycles?: never;
    };

/** What the seal of an aggregate attests of each statement: no cycles, since its clock is the aggregator's own. */
export interface AggregateVerdict {
  sealKind: 'aggregate';
  cycles?: never;
}

/**
 * Checks a seal against the one claim it must prove.
 *
 * @throws SealError `seal/*`
 */
export type SealCheck = (seal: Uint8Array, expected: ExpectedClaim) => Promise<SealVerdict>;
