import { VerifierError } from '../errors/base.js';
import type { Policy } from '../policy/policy.js';
import { type Cell, cellsAsked } from '../schedule/cells.js';
import { type ContractIn, contractIn } from '../schedule/contractIn.js';
import type { Schedule } from '../schedule/schedule.js';
import { environmentsProved, type Proved } from './environmentsProved.js';

/** A receipt to look at, and what it is called. */
export interface NamedReceipt {
  name: string;
  read: () => Promise<Uint8Array>;
}

/** A contract, its receipts, and what it is in the session. */
export interface CoveredContract extends ContractIn {
  /** SHA-256 of the module, 64 hex digits. */
  wasmDigest: string;
  /** Its statements, each with the name of its receipt. */
  proved: (Proved & { receipt: string })[];
}

/** What receipts cover in a session. */
export interface CoverageReport {
  session: bigint;
  asked: readonly Cell[];
  contracts: CoveredContract[];
  /** Receipts that could not be read or verified. */
  refused: { receipt: string; error: VerifierError }[];
  /** Every contract is fit, and no receipt was refused. */
  covered: boolean;
}

/**
 * Verifies receipts one after the other, and holds the contracts that they are about against what a schedule asks for. A
 * receipt that cannot be read or verified is reported, and the rest goes on.
 *
 * @param only digests of the modules to look at, in hex, whether or not there is a receipt for them; left out: those of the receipts
 */
export async function coverageOf(
  receipts: readonly NamedReceipt[],
  schedule: Schedule,
  session: bigint,
  policy: Policy,
  only?: readonly string[],
): Promise<CoverageReport> {
  const byModule = new Map<string, CoveredContract['proved']>((only ?? []).map((digest) => [digest, []]));
  const refused: CoverageReport['refused'] = [];
  for (const { name, read } of receipts) {
    try {
      for (const proved of await environmentsProved(await read(), schedule, policy)) {
        const { wasmDigest } = proved;
        if (only !== undefined && !byModule.has(wasmDigest)) continue;
        byModule.set(wasmDigest, [...(byModule.get(wasmDigest) ?? []), { receipt: name, ...proved }]);
      }
    } catch (error) {
      if (!(error instanceof VerifierError)) throw error;
      refused.push({ receipt: name, error });
    }
  }
  const contracts = [...byModule].map(([wasmDigest, proved]) => ({
    wasmDigest,
    proved,
    ...contractIn(
      schedule,
      session,
      proved.flatMap(({ environments }) => environments),
    ),
  }));
  const covered =
    refused.length === 0 && contracts.length > 0 && contracts.every(({ fitness }) => fitness === 'fit');
  return { session, asked: cellsAsked(schedule, session), contracts, refused, covered };
}
