/** What a developer hands in: a folder in the gatekeeper's inbox. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBech32 } from '@cosmjs/encoding';
import { MAX_RECEIPT_BYTES } from '@zkcwasm/verifier';
import { z } from 'zod';
import { WASMD_MAX_WASM_BYTES } from '../chain/version.js';
import { GateError } from '../errors.js';
import { parseJson, readRegular } from '../files.js';
import { ADDRESS_PREFIX } from '../keys/key.js';

/** Longest address, characters. The library's own default of no limit is one that its decoder refuses. */
const MAX_ADDRESS = 100;

const wishSchema = z.strictObject({
  /** Who will store the code: the account that the grant is for. */
  developer: z
    .string()
    .max(MAX_ADDRESS)
    .refine(isAddress, `must be an address that begins with ${ADDRESS_PREFIX}1`),
  /** What the developer calls the contract; part of the receipt's context. */
  contract: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits and dashes'),
});

/** Who wants to store what. */
export type Wish = z.infer<typeof wishSchema>;

/** A submission, as it was read: nothing in it is believed. */
export interface Submission extends Wish {
  wasm: Uint8Array;
  receipt: Uint8Array;
}

/** Names of submissions: they become file names. */
export const SUBMISSION_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * @throws GateError `file/malformed`
 */
export function checkWish(value: unknown): Wish {
  const parsed = wishSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  // The message names keys that somebody else chose.
  throw new GateError(
    'file/malformed',
    `the submission is out of form: ${where}${issue?.message.slice(0, 200)}`,
  );
}

/**
 * Reads a submission's folder.
 *
 * @throws GateError `file/unreadable`, `file/too-large`, `file/malformed`
 */
export async function readSubmission(folder: string): Promise<Submission> {
  const wish = checkWish(
    parseJson(await readRegular(join(folder, 'submission.json'), 'submission', 10_000), 'the submission'),
  );
  const receipt = await readRegular(join(folder, 'module.receipt'), 'receipt', MAX_RECEIPT_BYTES);
  const wasm = await readRegular(join(folder, 'module.wasm'), 'module', WASMD_MAX_WASM_BYTES);
  return { ...wish, wasm, receipt };
}

/** How a folder cannot be given a name that a file, or a folder with something in it, has. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR']);

/**
 * Puts a submission into an inbox, whole or not at all.
 *
 * @throws GateError `usage/invalid`, `submission/exists`, `file/malformed`, `file/unwritable`
 */
export async function submit(
  inbox: string,
  name: string,
  { wasm, receipt, ...wish }: Submission,
): Promise<void> {
  if (!SUBMISSION_NAME.test(name)) {
    throw new GateError(
      'usage/invalid',
      'a submission is named by 1 to 64 lower-case letters, digits and dashes',
    );
  }
  const body = JSON.stringify(checkWish(wish));
  let pending: string | undefined;
  try {
    await mkdir(inbox, { recursive: true });
    pending = await mkdtemp(join(inbox, '.pending-'));
    await writeFile(join(pending, 'module.wasm'), wasm);
    await writeFile(join(pending, 'module.receipt'), receipt);
    await writeFile(join(pending, 'submission.json'), body);
    await rename(pending, join(inbox, name)).catch((error: NodeJS.ErrnoException) => {
      if (!TAKEN.has(error.code ?? '')) throw error;
      throw new GateError('submission/exists', `there is a submission ${name} already`, {
        hint: 'Name it otherwise.',
      });
    });
  } catch (error) {
    if (pending !== undefined) await rm(pending, { recursive: true, force: true });
    if (error instanceof GateError) throw error;
    throw new GateError('file/unwritable', `cannot write into ${inbox}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function isAddress(text: string): boolean {
  try {
    const { prefix, data } = fromBech32(text, MAX_ADDRESS);
    // A plain account: contracts, which cannot sign, have 32 bytes.
    return prefix === ADDRESS_PREFIX && data.length === 20 && text === text.toLowerCase();
  } catch {
    return false;
  }
}
