/** What bounds a pool of transactions. */
export interface MempoolLimits {
  /** Most transactions that wait. */
  transactions: number;
  /** Most of one sender. */
  ofSender: number;
  /** Most bytes of proofs in all. */
  proofBytes: number;
  /** Blocks that a witness may lag behind. */
  lag: number;
}

export const DEFAULT_LIMITS: MempoolLimits = {
  transactions: 4096,
  ofSender: 16,
  proofBytes: 256 << 20,
  lag: 32,
};
