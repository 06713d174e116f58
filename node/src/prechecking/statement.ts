/** The vote of one validator on one code, its bytes and what is signed. */

import { toHex } from '@zkcwasm/verifier';
import { fromHex } from '@zkcwasm/verifier/internal';
import { StatementError } from '../errors/base.js';
import type { CodeHash } from './codeHash.js';

/** What a validator says about a code, in one session. */
export interface Statement {
  /** For (true) or against. */
  accept: boolean;
  /** The code. */
  subject: CodeHash;
  /** The session that the vote counts in, 32 bits. */
  sessionIndex: number;
  /** Place of the voter in that session's validators, 32 bits. */
  validatorIndex: number;
}

/** Bytes of an encoded statement: accept, subject, session and index, the numbers little-endian. */
export const STATEMENT_BYTES = 41;
const TAG = new TextEncoder().encode('VCPC');
const MAX_INDEX = 0xffff_ffff;

/**
 * SCALE encoding of a statement.
 *
 * @throws StatementError `statement/malformed` where a field is out of form
 */
export function encodeStatement({ accept, subject, sessionIndex, validatorIndex }: Statement): Uint8Array {
  const hash = typeof subject === 'string' ? fromHex(subject, 32) : undefined;
  if (hash === undefined) throw malformed('the subject is not 64 lower-case hex digits');
  if (typeof accept !== 'boolean') throw malformed('accept is neither true nor false');
  const bytes = new Uint8Array(STATEMENT_BYTES);
  bytes[0] = accept ? 1 : 0;
  bytes.set(hash, 1);
  const view = new DataView(bytes.buffer);
  view.setUint32(33, index(sessionIndex, 'session index'), true);
  view.setUint32(37, index(validatorIndex, 'validator index'), true);
  return bytes;
}

/**
 * Reads exactly what `encodeStatement` writes.
 *
 * @throws StatementError `statement/malformed`
 */
export function decodeStatement(bytes: Uint8Array): Statement {
  if (bytes.length !== STATEMENT_BYTES) {
    throw malformed(`it has ${bytes.length} bytes, and a statement has ${STATEMENT_BYTES}`);
  }
  const [accept] = bytes;
  if (accept !== 0 && accept !== 1) throw malformed(`accept is ${accept}, and must be 0 or 1`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    accept: accept === 1,
    subject: toHex(bytes.subarray(1, 33)),
    sessionIndex: view.getUint32(33, true),
    validatorIndex: view.getUint32(37, true),
  };
}

/**
 * The 45 bytes that a vote's signature is over: a tag, so that it is no signature of anything else, and the statement.
 *
 * @throws StatementError `statement/malformed` where a field is out of form
 */
export function signingPayload(statement: Statement): Uint8Array {
  const payload = new Uint8Array(TAG.length + STATEMENT_BYTES);
  payload.set(TAG);
  payload.set(encodeStatement(statement), TAG.length);
  return payload;
}

function index(value: number, what: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_INDEX) return value;
  throw malformed(`the ${what} is not an integer of 32 bits`);
}

function malformed(why: string): StatementError {
  return new StatementError('statement/malformed', `not a pre-checking statement: ${why}`, {
    hint: 'Make it with encodeStatement.',
  });
}
