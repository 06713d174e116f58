import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type OpenImage, openImage } from '@zkcwasm/prover';
import { decodeJournal } from '@zkcwasm/verifier';
import { CACHE } from '../../prover/src/paths.js';
import { Interpreter } from '../../testkit/engine/interpreter.js';
import { jobOf } from '../../testkit/engine/measure.js';
import type { Answer } from './answer.js';
import { buildSubject } from './buildSubject.js';
import type { Guest, Named, Native, Row } from './row.js';
import { Saved } from './saved.js';
import { Subject } from './subject.js';

/** Runs that are timed, and from which time on one is enough. */
const RUNS = 3;
const ONE_RUN_MS = 300;
/** Runs in the zkVM are stopped here, as by default. */
const MOST_CYCLES = 20_000_000_000;

/** Measures modules in the zkVM and natively, one at a time, with what was measured before kept on disk. */
export class Measurer {
  private interpreter: Interpreter | undefined;
  private constructor(
    readonly image: OpenImage,
    readonly profile: string,
    /** Digest of the native program's build. */
    readonly program: string,
    readonly folder: string,
    private readonly timed: Subject,
    private readonly counted: Subject,
    private readonly natives: Saved<Native>,
    private readonly guests: Saved<Guest>,
  ) {}

  /** Builds the native program, and opens the image of a profile as it is now. */
  static async open(profile: string): Promise<Measurer> {
    const image = await openImage({ profile });
    const program = await buildSubject();
    const timed = await Subject.start(program, profile, false);
    const counted = await Subject.start(program, profile, true);
    const known = join(CACHE, 'bounds');
    return new Measurer(
      image,
      profile,
      program.id,
      await mkdtemp(join(tmpdir(), 'zkcwasm-bounds-')),
      timed,
      counted,
      await Saved.open(join(known, `native-${profile}-${program.id}.jsonl`)),
      await Saved.open(join(known, `guest-${image.imageId}.jsonl`)),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.timed.stop(), this.counted.stop(), this.interpreter?.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the limits on size and shape say. */
  async look(wasm: Uint8Array): Promise<Answer> {
    return this.withFile(wasm, (file) => this.timed.ask(`look ${file}`));
  }

  /** Another module, or nothing. */
  async mutate(wasm: Uint8Array, seed: number, out: string): Promise<Answer> {
    return this.withFile(wasm, (file) => this.timed.ask(`mutate ${seed} ${file} ${out}`));
  }

  async native(wasm: Uint8Array): Promise<Native> {
    return this.natives.get(digest(wasm), () =>
      this.withFile(wasm, async (file) => {
        const { outcome, instructions = 0 } = await this.counted.compile(file);
        const native = { outcome, instructions, heap: 0, resident: 0, ms: Number.POSITIVE_INFINITY };
        for (let i = 0; i < RUNS; i += 1) {
          const run = await this.timed.compile(file);
          const { heapBytes = 0, residentBytes = 0, cpuNs = 0 } = run;
          native.outcome = run.outcome;
          native.heap = heapBytes;
          native.resident = Math.max(native.resident, residentBytes);
          native.ms = Math.min(native.ms, cpuNs / 1e6);
          if (native.ms > ONE_RUN_MS) break;
        }
        return native;
      }),
    );
  }

  async guest(wasm: Uint8Array, mostCycles = MOST_CYCLES): Promise<Guest> {
    // A run that was stopped says what it was stopped at.
    const key = mostCycles === MOST_CYCLES ? digest(wasm) : `${digest(wasm)} ${mostCycles}`;
    return this.guests.get(key, async () => {
      this.interpreter ??= await Interpreter.start(this.image);
      const run = await this.interpreter.run(jobOf(this.image, wasm, DEFAULT_LIMITS, mostCycles));
      if (run.kind === 'failed') return { outcome: 'failed', cycles: 0, heap: 0 };
      if (run.kind === 'stopped') return { outcome: 'cycles', cycles: mostCycles, heap: 0 };
      const { outcome, metering } = decodeJournal(run.journal);
      return {
        outcome: outcome.kind === 'compiled' ? 'compiled' : outcome.reason,
        cycles: Number(run.cycles),
        heap: Number(metering.peakHeapBytes),
      };
    });
  }

  /** Both; the two run at once. */
  async row({ name, group, wasm }: Named, mostCycles?: number): Promise<Row> {
    const [native, guest] = await Promise.all([this.native(wasm), this.guest(wasm, mostCycles)]);
    return { name, group, bytes: wasm.length, native, guest };
  }

  private async withFile<T>(wasm: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
    const file = join(this.folder, `${digest(wasm).slice(0, 16)}.wasm`);
    await writeFile(file, wasm);
    try {
      return await use(file);
    } finally {
      await rm(file, { force: true });
    }
  }
}

export function digest(wasm: Uint8Array): string {
  return createHash('sha256').update(wasm).digest('hex');
}
