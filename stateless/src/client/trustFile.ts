/** The root that a client trusts, as a file: `{version, environment, number, root}`. */
import { readInput, writeWhole } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import { ProviderError } from '../errors/base.js';
import { keyBytes, keyText } from '../util/bytes.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.strictObject({
  version: z.literal(1),
  /** Id of the environment. */
  environment: hex32,
  number: z.string().regex(/^(0|[1-9][0-9]{0,18})$/),
  root: hex32,
});
const MAX_BYTES = 4096;

export interface Trust {
  environment: Uint8Array;
  number: bigint;
  root: Uint8Array;
}

/** @throws ProviderError `client/root`; InputError */
export async function readTrust(path: string): Promise<Trust> {
  const bytes = await readInput(path, 'trusted root', MAX_BYTES);
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // It is told below.
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new ProviderError('client/root', `${path} does not hold a trusted root`);
  const { environment, number, root } = result.data;
  return { environment: keyBytes(environment), number: BigInt(number), root: keyBytes(root) };
}

/** Replaces it whole. @throws InputError `output/unwritable` */
export async function writeTrust(path: string, { environment, number, root }: Trust): Promise<void> {
  const file = { version: 1, environment: keyText(environment), number: `${number}`, root: keyText(root) };
  await writeWhole(path, Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`), { overwrite: true });
}
