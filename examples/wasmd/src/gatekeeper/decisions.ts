/** What the gatekeeper decided, one file for each submission: written whole, once, and never changed. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@zkcwasm/verifier/node';
import { z } from 'zod';
import { GateError } from '../errors.js';
import { parseJson, readRegular } from '../files.js';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const decisionSchema = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('granted'),
    developer: z.string(),
    contract: z.string(),
    /** SHA-256 of the module: the code hash that the grant is for. */
    codeHash: hex,
    context: hex,
    /** Proved cycles, where the seal attests them. */
    cycles: z.string().optional(),
    /** When the grant ends, milliseconds since 1970. */
    until: z.number().int(),
    transaction: z.string(),
    height: z.number().int(),
    /** Store entry of the bounds. */
    entry: z.string(),
  }),
  z.strictObject({
    decision: z.literal('refused'),
    error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string().optional() }),
    /** Store entry of the proved refusal, where there is one. */
    entry: z.string().optional(),
  }),
]);

export type Decision = z.infer<typeof decisionSchema>;
export type GrantedDecision = Extract<Decision, { decision: 'granted' }>;

const SUFFIX = '.json';

/** Decisions of one gatekeeper, in a folder. */
export class Decisions {
  readonly #folder: string;
  readonly #made = new Map<string, Decision>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @throws GateError `file/unwritable`, `file/unreadable`, `file/malformed`
   */
  static async open(folder: string): Promise<Decisions> {
    const decisions = new Decisions(folder);
    const names = await mkdir(folder, { recursive: true })
      .then(() => readdir(folder))
      .catch((error: Error) => {
        throw new GateError('file/unwritable', `cannot use the folder ${folder}: ${error.message}`, {
          cause: error,
        });
      });
    for (const name of names) {
      if (name.startsWith('.') || !name.endsWith(SUFFIX)) continue;
      const path = join(folder, name);
      const parsed = decisionSchema.safeParse(parseJson(await readRegular(path, 'decision', 100_000), path));
      if (!parsed.success)
        throw new GateError('file/malformed', `${path} is not a decision of the gatekeeper`);
      decisions.#made.set(name.slice(0, -SUFFIX.length), parsed.data);
    }
    return decisions;
  }

  /** The decision about a submission, if it was made. */
  of(name: string): Decision | undefined {
    return this.#made.get(name);
  }

  /** Grants of a developer that have not ended at `now`. */
  open(developer: string, now: number): GrantedDecision[] {
    return [...this.#made.values()].filter(
      (made): made is GrantedDecision =>
        made.decision === 'granted' && made.developer === developer && made.until > now,
    );
  }

  /**
   * @throws InputError `output/exists`, `output/unwritable`
   */
  async put(name: string, decision: Decision): Promise<void> {
    await writeWhole(join(this.#folder, `${name}${SUFFIX}`), Buffer.from(`${JSON.stringify(decision)}\n`));
    this.#made.set(name, decision);
  }
}
