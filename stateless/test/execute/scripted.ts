/** A machine of which the contracts are functions here: for what executors do, apart from what wasm does. */
import { RunnerError } from '../../src/errors/base.js';
import type { Host, Job, JobResult, Machine } from '../../src/host/machine.js';
import { sha256 } from '../../src/util/sha256.js';

/** What a scripted contract sees. */
export interface World {
  get(slot: number): Uint8Array;
  set(slot: number, value: number): void;
  log(text: string): void;
  /** @returns whether the other returned */
  call(code: Uint8Array): Promise<boolean>;
}
export type Script = (world: World, input: Uint8Array) => void | Promise<void>;

const slotOf = (n: number) => new Uint8Array(32).fill(n);

export class Scripted implements Machine {
  readonly #scripts = new Map<string, Script>();

  add(name: string, script: Script): { hash: Uint8Array } {
    const hash = sha256(Buffer.from(name));
    this.#scripts.set(Buffer.from(hash).toString('hex'), script);
    return { hash };
  }

  async execute(job: Job, host: Host): Promise<JobResult> {
    const result = { output: new Uint8Array(), fuelLeft: job.fuel - 1n, trap: '' };
    if ((await host.code(job.code)) === undefined) return { ...result, status: 'no-code' };
    return { ...result, status: (await this.#run(job.code, job.input, host)) ? 'returned' : 'reverted' };
  }

  async #run(code: Uint8Array, input: Uint8Array, host: Host): Promise<boolean> {
    const script = this.#scripts.get(Buffer.from(code).toString('hex'));
    if (script === undefined) throw new RunnerError('runner/failed', 'no such script');
    host.enter(code);
    const world: World = {
      get: (slot) => host.get(1, code, slotOf(slot)),
      set: (slot, value) => host.set(1, code, slotOf(slot), slotOf(value)),
      log: (text) => host.log(code, Buffer.from(text)),
      call: (other) => this.#run(other, input, host),
    };
    try {
      await script(world, input);
      host.leave(true);
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      host.leave(false);
      return false;
    }
  }
}
