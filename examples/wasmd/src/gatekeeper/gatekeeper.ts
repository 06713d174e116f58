/** Watches an inbox: every submission gets one decision, and what is admitted a grant on the chain. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { fromHex } from '@zkcwasm/verifier/internal';
import { type Connection, connect } from '../chain/connect.js';
import type { ChainFile } from '../chain/identity.js';
import { GateError } from '../errors.js';
import type { Key } from '../keys/key.js';
import { readSubmission, SUBMISSION_NAME } from '../submission/submission.js';
import { checkGate } from './checkGate.js';
import { type Decision, Decisions } from './decisions.js';
import type { GatePolicy } from './gatePolicy.js';
import { grantCode } from './grant.js';
import { judge, ProvedRefusal } from './judge.js';

/** How to keep the gate. */
export interface GatekeeperOptions {
  chain: ChainFile;
  key: Key;
  policy: GatePolicy;
  /** Folder in which submissions appear. */
  inbox: string;
  /** Folder of decisions and of the verifier's store. */
  state: string;
  /** How long a grant lasts, milliseconds. */
  grantMs?: number;
  /** Told of every decision, and of what has to be tried again. */
  tell?: (line: string) => void;
}

const GRANT_MS = 24 * 3600 * 1000;
/** Grants that one developer may have open: what one message holds is stored whole on the chain each time. */
const MOST_OPEN = 32;

/** A gatekeeper that is connected to its chain. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  readonly #connection: Connection;
  readonly #decisions: Decisions;

  private constructor(options: GatekeeperOptions, connection: Connection, decisions: Decisions) {
    this.#options = options;
    this.#connection = connection;
    this.#decisions = decisions;
  }

  /**
   * @throws GateError `key/other`, `chain/unreachable`, `chain/other-chain`, `chain/other-genesis`, `chain/gate-open`,
   *   `file/unwritable`, `file/malformed`
   */
  static async open(options: GatekeeperOptions): Promise<Gatekeeper> {
    const { chain, key, state } = options;
    if (key.address !== chain.gatekeeper) {
      throw new GateError(
        'key/other',
        `the key is that of ${key.address}, and the gatekeeper is ${chain.gatekeeper}`,
      );
    }
    const connection = await connect(chain);
    await checkGate(connection);
    return new Gatekeeper(options, connection, await Decisions.open(join(state, 'decisions')));
  }

  /**
   * Decides about every submission that is there and has no decision, by name. What fails for a reason that is not the
   * submission's (the chain does not answer) stays undecided for the next round.
   *
   * @returns how many are undecided
   * @throws GateError `file/unreadable` where there is no inbox; VerifierError where the state's folder cannot be written
   */
  async round(): Promise<number> {
    const { inbox, tell = () => undefined } = this.#options;
    const names = await readdir(inbox).catch((error: Error) => {
      throw new GateError('file/unreadable', `cannot read the inbox ${inbox}: ${error.message}`, {
        cause: error,
      });
    });
    let undecided = 0;
    for (const name of names.filter((found) => SUBMISSION_NAME.test(found)).sort()) {
      if (this.#decisions.of(name) !== undefined) continue;
      try {
        const decision = await this.#decide(name);
        await this.#decisions.put(name, decision);
        tell(
          `${name}: ${decision.decision === 'granted' ? `granted ${decision.codeHash}` : decision.error.code}`,
        );
      } catch (error) {
        if (!(error instanceof GateError && error.code.startsWith('chain/'))) throw error;
        tell(`${name}: to be tried again: ${error.shortMessage}`);
        undecided += 1;
      }
    }
    return undecided;
  }

  /**
   * Goes round until it is told to stop.
   *
   * @throws as `round`
   */
  async watch(stop: AbortSignal, everyMs = 1000): Promise<void> {
    while (!stop.aborted) {
      await this.round();
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  async #decide(name: string): Promise<Decision> {
    const { inbox, state, chain, policy, key } = this.#options;
    const { chainId } = chain;
    try {
      const submission = await readSubmission(join(inbox, name));
      const store = join(state, 'store');
      const admitted = await judge({ chainId, gatekeeper: key.address, policy, store }, submission);
      const { developer, contract } = submission;
      const codeHash = toHex(admitted.digest);
      return {
        decision: 'granted',
        developer,
        contract,
        codeHash,
        context: admitted.context,
        ...(admitted.cycles === undefined ? {} : { cycles: `${admitted.cycles}` }),
        ...(await this.#grant(developer, codeHash)),
        entry: admitted.entry,
      };
    } catch (error) {
      return refusal(error);
    }
  }

  /** Grants one more code hash, besides those of the developer that are still open. */
  async #grant(
    developer: string,
    codeHash: string,
  ): Promise<{ until: number; transaction: string; height: number }> {
    const now = Date.now();
    const until = now + (this.#options.grantMs ?? GRANT_MS);
    const open = this.#decisions.open(developer, now);
    const hashes = new Set([...open.map((made) => made.codeHash), codeHash]);
    if (hashes.size > MOST_OPEN) {
      throw new GateError('gate/too-many', `${developer} has ${open.length} open grants`, {
        hint: 'Wait until some have ended.',
      });
    }
    const digests = [...hashes].map((hash) => fromHex(hash, 32) ?? new Uint8Array());
    // What ends earlier ends with the others: the chain has one end for all grants of a developer.
    const end = Math.max(until, ...open.map((made) => made.until));
    return { until, ...(await grantCode(this.#connection, this.#options.key, developer, digests, end)) };
  }
}

/** An error as a decision, or thrown on where it is not about the submission. */
function refusal(error: unknown): Decision {
  if (error instanceof GateError && error.code.startsWith('chain/')) throw error;
  if (error instanceof StoreError) throw error;
  if (!(error instanceof ZkcwasmError)) {
    // A fault of ours. The gate stays shut, and one hostile submission does not stop the others.
    const message = `the gatekeeper failed: ${error instanceof Error ? error.message : String(error)}`;
    return { decision: 'refused', error: { code: 'gate/fault', message } };
  }
  const { code, message, hint } = error.toJSON();
  return {
    decision: 'refused',
    error: hint === undefined ? { code, message } : { code, message, hint },
    ...(error instanceof ProvedRefusal ? { entry: error.entry } : {}),
  };
}
