/**
 * Results that were found, one file each: what a run that was killed had finished is there when it is run again. A file is read as
 * something from outside: it must be in its one form and about what is asked, or the module is run again.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeJournal, ZkcwasmError } from '@zkcwasm/verifier';
import { canonicalJson, parseJson, strictFields } from '@zkcwasm/verifier/internal';
import { readInput, writeWhole } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';
import { count, digits, hex32, hexBytes } from '../native/fields.js';
import { CACHE } from '../paths.js';
import { resultKey } from './asked.js';
import { type Asked, isAbout, type Result } from './result.js';

/** Where results are kept where nothing else is said. */
export const RESULTS = join(CACHE, 'corpus');
/** Largest file that is read, bytes: a journal has some hundreds. */
const MAX_BYTES = 64 << 10;

const schema = strictFields({
  key: hex32,
  /** Wall time of the dry run, whole ms: the one figure that differs between machines. */
  elapsedMs: count,
  /** Left out where the run was stopped at the most cycles allowed. */
  statement: strictFields({ cycles: digits, journal: hexBytes }).optional(),
});

/** A folder of results. */
export class ResultStore {
  constructor(private readonly folder: string) {}

  /** What was found earlier; undefined where nothing usable is there. */
  async find(asked: Asked): Promise<Result | undefined> {
    const key = resultKey(asked.image.imageId, asked.wasmDigest, asked.conditions);
    try {
      const bytes = await readInput(this.path(key), 'result', MAX_BYTES);
      const read = schema.safeParse(parseJson(bytes));
      if (!read.success || read.data.key !== key) return undefined;
      const { elapsedMs, statement } = read.data;
      if (statement === undefined) return { kind: 'stopped', elapsedMs };
      const journal = decodeJournal(statement.journal);
      if (!isAbout(journal, asked)) return undefined;
      return {
        kind: 'stated',
        bytes: statement.journal,
        journal,
        cycles: BigInt(statement.cycles),
        elapsedMs,
      };
    } catch (error) {
      // Not there, cut off, or damaged: all the same to who asks.
      if (error instanceof ZkcwasmError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /**
   * Keeps a result, whole or not at all.
   *
   * @throws ProverError, InputError `output/unwritable`
   */
  async keep(asked: Asked, result: Result): Promise<void> {
    const key = resultKey(asked.image.imageId, asked.wasmDigest, asked.conditions);
    const statement =
      result.kind === 'stopped'
        ? undefined
        : { cycles: `${result.cycles}`, journal: Buffer.from(result.bytes).toString('hex') };
    const text = canonicalJson({ key, elapsedMs: Math.round(result.elapsedMs), statement });
    const path = this.path(key);
    await mkdir(dirname(path), { recursive: true }).catch((cause: Error) => {
      throw new ProverError('output/unwritable', `cannot make ${dirname(path)}: ${cause.message}`, { cause });
    });
    await writeWhole(path, new TextEncoder().encode(text), { overwrite: true });
  }

  /** Spread over folders, so that none has tens of thousands of files. */
  private path(key: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.json`);
  }
}
