/**
 * A submission as it arrives: multipart parts `receipt` and, for artifacts, `artifact`, several of them for an aggregate. The receipt is
 * small and is kept in memory; an artifact goes to a file in the store's `pending` and is hashed on the way, and is hashed again as it
 * is copied into its entry, so that the memory of a daemon does not depend on it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MultipartFile } from '@fastify/multipart';
import { isAggregate, MAX_RECEIPT_BYTES, ZkcwasmError } from '@zkcwasm/verifier';
import type { FastifyRequest } from 'fastify';
import { RequestError } from '../errors/base.js';
import { pathsIn, writing } from '../store/layout.js';

/** An artifact that has arrived. */
export interface ArrivedArtifact {
  digest: string;
  length: number;
  file: string;
}

/** A submission that has arrived. */
export interface Upload {
  receipt: Uint8Array;
  /** One, where the receipt is no aggregate; none where none is wanted. */
  artifacts: ArrivedArtifact[];
}

/** Most artifacts that come with an aggregate; all of them together are bounded like one. */
export const MOST_ARTIFACTS = 64;

/**
 * Reads a submission to its end.
 *
 * @throws RequestError `request/invalid`, `request/too-large`; StoreError `store/unwritable`. What was written is removed then.
 */
export async function receive(
  request: FastifyRequest,
  store: string,
  limits: { maxArtifactBytes: number; artifact: boolean },
): Promise<Upload> {
  let receipt: Uint8Array | undefined;
  const artifacts: ArrivedArtifact[] = [];
  let left = limits.maxArtifactBytes;
  try {
    const most = Math.max(MAX_RECEIPT_BYTES, limits.maxArtifactBytes);
    const parts = request.parts({
      limits: {
        fileSize: most + 1,
        files: MOST_ARTIFACTS + 1,
        fields: 0,
        parts: MOST_ARTIFACTS + 1,
        headerPairs: 20,
      },
    });
    for await (const part of parts) {
      if (part.type !== 'file') throw invalid('every part is a file');
      if (part.fieldname === 'receipt' && receipt === undefined) {
        receipt = await inMemory(part, MAX_RECEIPT_BYTES);
      } else if (part.fieldname === 'artifact' && artifacts.length < MOST_ARTIFACTS && limits.artifact) {
        const arrived = await toFile(part, store, left);
        left -= arrived.length;
        artifacts.push(arrived);
      } else {
        throw invalid(
          `the part ${JSON.stringify(part.fieldname.slice(0, 40))} is unexpected, or there twice`,
        );
      }
    }
    if (receipt === undefined) throw invalid('there is no part "receipt"');
    if (limits.artifact && artifacts.length === 0) throw invalid('there is no part "artifact"');
    if (artifacts.length > 1 && !isAggregate(receipt)) {
      throw invalid('the part "artifact" is there twice, and the receipt is no aggregate');
    }
    return { receipt, artifacts };
  } catch (error) {
    for (const { file } of artifacts) await discard(file);
    // The library's own errors are known by their codes; the parser's have none.
    const { code } = error as { code?: unknown };
    if (error instanceof ZkcwasmError || (typeof code === 'string' && code.startsWith('FST_'))) throw error;
    throw invalid((error as Error).message.slice(0, 200));
  }
}

async function inMemory({ file }: MultipartFile, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge('receipt', limit);
    chunks.push(chunk);
  }
  if (file.truncated) throw tooLarge('receipt', limit);
  return new Uint8Array(Buffer.concat(chunks));
}

async function toFile(
  { file: arriving }: MultipartFile,
  store: string,
  limit: number,
): Promise<ArrivedArtifact> {
  const { pending } = pathsIn(store);
  const path = join(pending, `${process.pid}-${randomBytes(8).toString('hex')}.upload`);
  const disk = <T>(work: () => Promise<T>) => writing(store, work);
  const file = await disk(async () => {
    await mkdir(pending, { recursive: true });
    return open(path, 'wx', 0o600);
  });
  try {
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of arriving as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw tooLarge('artifact', limit);
      hash.update(chunk);
      await disk(() => file.writeFile(chunk));
    }
    if (arriving.truncated) throw tooLarge('artifact', limit);
    await disk(() => file.close());
    return { digest: hash.digest('hex'), length, file: path };
  } catch (error) {
    await file.close().catch(() => undefined);
    await discard(path);
    throw error;
  }
}

/** Removes what was received. */
export async function discard(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

function tooLarge(what: string, limit: number): RequestError {
  return new RequestError('request/too-large', `the ${what} is larger than ${limit} bytes`, {
    hint: 'No valid receipt is larger; the daemon takes larger artifacts with --max-artifact-bytes.',
  });
}

function invalid(why: string): RequestError {
  return new RequestError('request/invalid', `the submission is out of form: ${why}`, {
    hint: 'Send multipart/form-data with the files "receipt" and, for kind=artifact, "artifact"; of an aggregate, one for each statement.',
  });
}
