/**
 * The proof check: SP1's own verifier of compressed proofs, compiled to WebAssembly (`verifier/stark`, built by
 * `scripts/build-stark.sh`). It has no imports, so it can reach nothing, and takes about 10 MB of memory.
 */
import { SealError } from '../errors/base.js';
import { starkModule } from './starkModule.js';

/** What it exports; `verifier/stark/src/lib.rs` says how to use it. */
export interface StarkExports {
  readonly memory: WebAssembly.Memory;
  reserve(length: number): number;
  verify(): number;
  verify_packed(): number;
  claim(): number;
  pack(): number;
  unpack(): number;
  output(): number;
  output_length(): number;
}

const REFUSALS = {
  1: ['seal/malformed', 'the seal is not a canonical proof'],
  2: ['seal/rejected', 'the proof does not verify'],
  3: ['seal/recursion-key', 'the proof was not made with the keys of this circuit version'],
  4: ['seal/public-values', "the proof's public values are out of form"],
} as const;

let compiled: Promise<WebAssembly.Module> | undefined;
let instance: Promise<StarkExports> | undefined;

function compile(): Promise<WebAssembly.Module> {
  compiled ??= starkModule().then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

async function instantiate(): Promise<StarkExports> {
  const { exports } = await WebAssembly.instantiate(await compile(), {});
  return exports as unknown as StarkExports;
}

/**
 * Hands a seal to the check, and takes what it made of it. The first call compiles the check; later calls re-use it.
 *
 * @param work the function that is called once the seal is in its place; it returns 0, or the number of a refusal
 * @param take looks at the result while it is there
 * @throws SealError `seal/malformed`, `seal/rejected`, `seal/recursion-key`, `seal/public-values`
 */
export async function withSeal<T>(
  seal: Uint8Array,
  work: 'verify' | 'verify_packed' | 'pack' | 'unpack',
  take: (check: StarkExports) => T,
): Promise<T> {
  instance ??= instantiate();
  const check = await instance;
  let code: number;
  try {
    const at = check.reserve(seal.length);
    new Uint8Array(check.memory.buffer, at, seal.length).set(seal);
    code = check[work]();
  } catch (error) {
    // A trap leaves the instance's memory in an unknown state: the next proof gets a new one.
    instance = undefined;
    throw new SealError('seal/malformed', 'the seal is not a proof that can be read', { cause: error });
  }
  if (code !== 0) {
    const [errorCode, message] = REFUSALS[code as keyof typeof REFUSALS] ?? REFUSALS[2];
    throw new SealError(errorCode, message);
  }
  return take(check);
}
