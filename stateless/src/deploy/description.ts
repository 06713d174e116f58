/** What all nodes of one session agree on, as a file, and the environment's id that follows from it. */

import { toHex } from '@zkcwasm/verifier';
import { readInput } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import { StatelessError } from '../errors/base.js';
import { hostImportList } from '../host/api.js';
import { FieldWriter } from '../util/fields.js';
import { sha256 } from '../util/sha256.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const fuel = z
  .string()
  .regex(/^[1-9][0-9]{0,18}$/, 'must be a number in decimal')
  .transform(BigInt);
const schema = z.strictObject({
  version: z.literal(1),
  /** What the chain is called: letters, digits, dots, dashes. */
  chain: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/, 'must be up to 64 letters, digits, dots and dashes'),
  /** `policyDigest` of the policy that code is accepted under. */
  policy: hex32,
  /** Digest of the import list that code was compiled under: that of the host API. */
  imports: hex32,
  /** Profile of the runner: SHA-256 of what `zkcwasm-runner profile` prints. */
  runner: hex32.optional(),
  maxTransactionFuel: fuel,
  maxBlockFuel: fuel,
});

/** A described environment. */
export type Description = z.infer<typeof schema>;

const DOMAIN = Buffer.from('zkcwasm environment 1\n');
const MAX_BYTES = 1 << 16;

/** @throws StatelessError `environment/invalid`; InputError `input/unreadable`, `input/too-large` */
export async function readDescription(path: string): Promise<Description> {
  const bytes = await readInput(path, 'environment', MAX_BYTES);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new StatelessError('environment/invalid', `the environment ${path} is not JSON`, { cause });
  }
  return parseDescription(parsed, path);
}

/** @throws StatelessError `environment/invalid` */
export function parseDescription(value: unknown, name = 'given'): Description {
  const result = schema.safeParse(value);
  const refuse = (why: string) =>
    new StatelessError('environment/invalid', `the environment ${name} is not valid: ${why}`);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw refuse(`${issue?.path.join('.') || 'it'}: ${issue?.message}`);
  }
  if (result.data.imports !== toHex(hostImportList().digest)) {
    throw refuse(`its import list is not that of the host API, ${toHex(hostImportList().digest)}`);
  }
  return result.data;
}

/** Its id, 32 bytes: names everything in it, so a transaction that is signed for it holds under no other policy. */
export function environmentId(description: Description): Uint8Array {
  const { chain, policy, imports, runner, maxTransactionFuel, maxBlockFuel } = description;
  const fields = new FieldWriter().fixed(DOMAIN, DOMAIN.length).bytes(Buffer.from(chain));
  fields.fixed(Buffer.from(policy, 'hex'), 32).fixed(Buffer.from(imports, 'hex'), 32);
  fields
    .bytes(Buffer.from(runner ?? '', 'hex'))
    .u64(maxTransactionFuel)
    .u64(maxBlockFuel);
  return sha256(fields.end());
}
