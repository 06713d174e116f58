/**
 * The proof check: SP1's own compressed-proof verifier, compiled to WebAssembly (`verifier/stark`, built by
 * `scripts/build-stark.sh`). It has no imports, so it can reach nothing, and takes about 5 MB of memory.
 */
import { SealError } from '../errors/base.js';
import { starkModule } from './starkModule.js';

/** What a verified proof attests. */
export interface Claim {
  /** Which program ran, 32 bytes. */
  imageId: Uint8Array;
  /** SHA-256 of what it committed. */
  journalDigest: Uint8Array;
  /** Length of the whole execution in cycles: clock ticks / 8, see docs/explanation/clock.md. */
  cycles: bigint;
}

/** SP1 circuit versions whose recursion keys are compiled in. */
export const STARK_CIRCUITS: readonly string[] = ['v6.1.0'];
/** Clock ticks per cycle in SP1 v6. */
const TICKS_PER_CYCLE = 8n;
const CLAIM_BYTES = 80;

interface Exports {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  verify(): number;
  claim(): number;
}

const REFUSALS = {
  1: ['seal/malformed', 'the seal is not a canonical proof'],
  2: ['seal/rejected', 'the proof does not verify'],
  3: ['seal/recursion-key', 'the proof was not made with the keys of this circuit version'],
  4: ['seal/public-values', "the proof's public values are out of form"],
} as const;

let compiled: Promise<WebAssembly.Module> | undefined;
let instance: Promise<Exports> | undefined;

function compile(): Promise<WebAssembly.Module> {
  compiled ??= starkModule().then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

async function instantiate(): Promise<Exports> {
  const { exports } = await WebAssembly.instantiate(await compile(), {});
  return exports as unknown as Exports;
}

/**
 * Verifies a compressed SP1 proof: FRI and constraints, recursion key under the circuit's vk root, completeness, exit
 * code exactly 0. The first call compiles the check; later calls re-use it.
 *
 * @throws SealError `seal/malformed`, `seal/rejected`, `seal/recursion-key`, `seal/public-values`
 */
export async function checkStark(seal: Uint8Array): Promise<Claim> {
  instance ??= instantiate();
  const check = await instance;
  let code: number;
  try {
    const at = check.reserve(seal.length);
    new Uint8Array(check.memory.buffer, at, seal.length).set(seal);
    code = check.verify();
  } catch (error) {
    // A trap leaves the instance's memory in an unknown state: the next proof gets a new one.
    instance = undefined;
    throw new SealError('seal/malformed', 'the seal is not a proof that can be read', { cause: error });
  }
  if (code !== 0) {
    const [errorCode, message] = REFUSALS[code as keyof typeof REFUSALS] ?? REFUSALS[2];
    throw new SealError(errorCode, message);
  }
  const claim = new Uint8Array(check.memory.buffer, check.claim(), CLAIM_BYTES).slice();
  const view = new DataView(claim.buffer);
  const ticks = view.getBigUint64(72, true) - view.getBigUint64(64, true);
  return { imageId: claim.slice(0, 32), journalDigest: claim.slice(32, 64), cycles: ticks / TICKS_PER_CYCLE };
}
