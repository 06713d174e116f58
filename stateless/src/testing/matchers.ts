/**
 * Matchers about outcomes, in the form that Vitest and Jest take: `expect.extend(matchers)`, which `testing/vitest` does, with
 * their types. Each takes an `Outcome` and says what it found.
 */
import { STATUSES, type Status } from '../host/api.js';
import { equal } from '../util/bytes.js';
import { Outcome } from './outcome.js';

/** What a matcher found. */
export interface Found {
  pass: boolean;
  message: () => string;
}

/** A number of something that has to be within. */
export interface Bounds {
  atLeast?: number | bigint;
  atMost?: number | bigint;
}

function outcomeOf(received: unknown): Outcome {
  if (received instanceof Outcome) return received;
  throw new TypeError('this matcher is about the outcome of a call: `expect(await chain.call(...))`');
}

function ended({ status, output, trap }: Outcome): string {
  if (status === 'reverted') return `reverted: ${JSON.stringify(Buffer.from(output).toString('utf8'))}`;
  return trap === '' ? status : `${status} (${trap})`;
}

const hex = (bytes: Uint8Array) => (bytes.length === 0 ? 'nothing' : Buffer.from(bytes).toString('hex'));

function found(pass: boolean, wanted: string, was: string): Found {
  return { pass, message: () => `the call should ${pass ? 'not ' : ''}${wanted}; it ${was}` };
}

function within(value: bigint, { atLeast, atMost }: Bounds, what: string): Found {
  const pass =
    (atLeast === undefined || value >= BigInt(atLeast)) && (atMost === undefined || value <= BigInt(atMost));
  const range = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(' and ');
  return found(pass, `${what} ${range}`, `took ${value}`);
}

function matches(text: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

export const matchers = {
  /** It returned; with this output, or this number of 32 bytes. */
  toSucceed(received: unknown, output?: Uint8Array | bigint): Found {
    const outcome = outcomeOf(received);
    if (outcome.status !== 'returned' || output === undefined) {
      return found(outcome.status === 'returned', 'return', `ended otherwise: ${ended(outcome)}`);
    }
    const same =
      typeof output === 'bigint'
        ? outcome.output.length === 32 && outcome.number() === output
        : equal(outcome.output, output);
    const wanted = typeof output === 'bigint' ? `${output}` : hex(output);
    return found(same, `return ${wanted}`, `returned ${hex(outcome.output)}`);
  },
  /** The contract reverted; with this reason. */
  toRevert(received: unknown, reason?: string | RegExp): Found {
    const outcome = outcomeOf(received);
    const text = outcome.revertReason;
    const pass = text !== undefined && matches(text, reason);
    return found(
      pass,
      `revert${reason === undefined ? '' : ` with ${String(reason)}`}`,
      `ended: ${ended(outcome)}`,
    );
  },
  /** It trapped; for this reason. */
  toTrap(received: unknown, reason?: string | RegExp): Found {
    const outcome = outcomeOf(received);
    const pass = outcome.status === 'trapped' && matches(outcome.trap, reason);
    return found(
      pass,
      `trap${reason === undefined ? '' : ` with ${String(reason)}`}`,
      `ended: ${ended(outcome)}`,
    );
  },
  /** It ended in one of the seven ways. */
  toEndAs(received: unknown, status: Status): Found {
    if (!STATUSES.includes(status)) throw new TypeError(`no call ends as ${String(status)}`);
    const outcome = outcomeOf(received);
    return found(outcome.status === status, `end as ${status}`, `ended: ${ended(outcome)}`);
  },
  /** A contract logged these bytes, and the call was not undone. */
  toLog(received: unknown, contract: { hash: Uint8Array }, data: Uint8Array): Found {
    const { logs } = outcomeOf(received);
    const pass = logs.some((log) => equal(log.contract, contract.hash) && equal(log.data, data));
    const was = logs.map((log) => `${hex(log.contract).slice(0, 8)}…: ${hex(log.data)}`).join('; ');
    return found(pass, `log ${hex(data)}`, was === '' ? 'logged nothing' : `logged ${was}`);
  },
  /** Fuel of the transaction, its own included. */
  toUseFuel(received: unknown, bounds: Bounds): Found {
    return within(outcomeOf(received).fuelUsed, bounds, 'use fuel of');
  },
  /** Bytes of the witness of the block. */
  toHaveWitness(received: unknown, bounds: Bounds): Found {
    return within(BigInt(outcomeOf(received).witnessBytes), bounds, 'have a witness of bytes');
  },
  /** Nothing of the block stayed but the nonces. */
  toChangeOnlyNonces(received: unknown): Found {
    const { keysChanged, senders } = outcomeOf(received);
    return found(keysChanged === senders, 'change nothing but nonces', `changed ${keysChanged} keys`);
  },
};
