/** What an execution inside the zkVM commits to: under an environment, a block leads from one root to another. */
import { ProofError } from '../errors/base.js';
import { FieldReader, FieldWriter } from '../util/fields.js';

/** 32 bytes each. */
export interface ExecutionStatement {
  /** Id of the environment. */
  environment: Uint8Array;
  preRoot: Uint8Array;
  /** Id of the block. */
  block: Uint8Array;
  postRoot: Uint8Array;
  /** Digest of the receipts. */
  receipts: Uint8Array;
}

const VERSION = 1;
const FIELDS = ['environment', 'preRoot', 'block', 'postRoot', 'receipts'] as const;

export function encodeStatement(statement: ExecutionStatement): Uint8Array {
  const fields = new FieldWriter().u8(VERSION);
  for (const name of FIELDS) fields.fixed(statement[name], 32);
  return fields.end();
}

/** @throws ProofError `proof/malformed` for what is not one statement, `proof/version` */
export function decodeStatement(bytes: Uint8Array): ExecutionStatement {
  const fields = new FieldReader(
    bytes,
    (why) => new ProofError('proof/malformed', `not the statement of an execution: ${why}`),
  );
  const version = fields.u8();
  if (version !== VERSION) {
    throw new ProofError('proof/version', `a statement of form ${version}; only ${VERSION} is known here`);
  }
  const [environment, preRoot, block, postRoot, receipts] = FIELDS.map(() =>
    Uint8Array.from(fields.fixed(32)),
  );
  fields.end();
  return { environment, preRoot, block, postRoot, receipts } as ExecutionStatement;
}
