/**
 * The membership circuit (verifier/circuits/registry.circom): compile, set up, prove, verify. What is generated goes to
 * `~/.cache/zkcwasm/circuit` (`ZKCWASM_CACHE`).
 *
 * Both phases of the set-up are made here, by one party that could forge proofs with what it drew. That is enough to
 * measure and to test, and unsafe for production, as the names of the files say.
 *
 * circom, circomlib and snarkjs are GPL-3.0 and development dependencies: the verifier neither imports nor contains them.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as snarkjs from 'snarkjs';
import type { MemberPath } from '../../verifier/src/registry/verifyProof.js';
import { writeUnsafePhase1 } from './unsafePhase1.js';

/** How large a circuit is. */
export interface CircuitSize {
  /** Memberships in one proof. */
  members: number;
  /** Levels of the tree that it sees: leaves are at most `levels - 1` deep. */
  levels: number;
}

/** A compiled circuit and its keys: paths of files. */
export interface Circuit extends CircuitSize {
  folder: string;
  constraints: number;
  wasm: string;
  provingKey: string;
  /** As snarkjs has it. */
  verifyingKey: object;
}

/** What the circuit takes. */
export interface CircuitInput {
  root: bigint;
  keys: bigint[];
  values: bigint[];
  siblings: bigint[][];
}

/** A proof and its public signals: root, keys, values. */
export interface BatchProof {
  proof: snarkjs.Proof;
  publicSignals: string[];
}

/** What the names of keys say that were made by one party. */
export const UNSAFE = 'UNSAFE-for-production';
const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'verifier/circuits/registry.circom');
const library = join(dirname(require.resolve('circomlib/package.json')), 'circuits');
const cache = join(process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache/zkcwasm'), 'circuit');

/** Compiles the circuit into a folder. Returns the number of constraints. */
async function compile({ members, levels }: CircuitSize, folder: string): Promise<CompiledInfo> {
  const main = join(folder, 'registry-main.circom');
  await writeFile(
    main,
    `pragma circom 2.0.0;\ninclude "registry.circom";\n` +
      `component main {public [root, keys, values]} = RegistryBatch(${members}, ${levels});\n`,
  );
  const compiler = join(dirname(require.resolve('circom2/package.json')), 'cli.js');
  const include = ['-l', dirname(source), '-l', library];
  await promisify(execFile)(
    process.execPath,
    [compiler, main, '--r1cs', '--wasm', '--O2', ...include, '-o', folder],
    { cwd: root },
  );
  const { nConstraints, nPubInputs, nOutputs } = await snarkjs.r1cs.info(join(folder, 'registry-main.r1cs'));
  return { constraints: nConstraints, domain: nConstraints + nPubInputs + nOutputs + 1 };
}

interface CompiledInfo {
  constraints: number;
  /** Smallest size of the evaluation domain, before rounding up to a power of two. */
  domain: number;
}

/** Compiles only. Returns the number of constraints. */
export async function countConstraints(size: CircuitSize): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-circuit-'));
  try {
    return (await compile(size, folder)).constraints;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The circuit of a size with keys, from the cache or made now. UNSAFE for production.
 *
 * @param say progress, one line each
 */
export async function setUp(
  size: CircuitSize,
  say: (line: string) => void = () => undefined,
): Promise<Circuit> {
  const digest = createHash('sha256')
    .update(await readFile(source))
    .digest('hex');
  const folder = join(cache, `registry-${size.members}x${size.levels}-${digest.slice(0, 12)}-${UNSAFE}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const pending = await mkdtemp(join(cache, '.pending-'));
    try {
      await make(size, pending, say);
      await rename(pending, folder).catch((error: NodeJS.ErrnoException) => {
        // Another process was faster: its keys are as good.
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(pending, { recursive: true, force: true });
    }
  }
  const { constraints } = JSON.parse(await readFile(join(folder, 'circuit.json'), 'utf8')) as CompiledInfo;
  return {
    ...size,
    folder,
    constraints,
    wasm: join(folder, 'registry-main_js/registry-main.wasm'),
    provingKey: join(folder, `proving-key-${UNSAFE}.zkey`),
    verifyingKey: JSON.parse(await readFile(join(folder, `verifying-key-${UNSAFE}.json`), 'utf8')) as object,
  };
}

async function make(size: CircuitSize, folder: string, say: (line: string) => void): Promise<void> {
  const info = await timed('compile', say, () => compile(size, folder));
  const power = Math.ceil(Math.log2(info.domain));
  const file = (name: string) => join(folder, name);
  const entropy = () => randomBytes(64).toString('hex');
  const phase1 = file(`phase1-2^${power}-${UNSAFE}.ptau`);
  await timed(`phase 1 of 2^${power}, made here: ${UNSAFE}`, say, async () => {
    await writeUnsafePhase1(await snarkjs.curves.getCurveFromName('bn128'), power, phase1);
  });
  const key = file(`proving-key-${UNSAFE}.zkey`);
  await timed(`phase 2, made here: ${UNSAFE}`, say, async () => {
    await snarkjs.zKey.newZKey(file('registry-main.r1cs'), phase1, file('0.zkey'));
    await snarkjs.zKey.contribute(file('0.zkey'), key, UNSAFE, entropy());
    const verifying = await snarkjs.zKey.exportVerificationKey(key);
    await writeFile(file(`verifying-key-${UNSAFE}.json`), JSON.stringify(verifying));
  });
  await writeFile(file('circuit.json'), JSON.stringify(info));
  await rm(file('0.zkey'));
}

/**
 * Members' paths → what the circuit takes. A batch of fewer than the circuit's members repeats the last.
 *
 * @throws Error where there are too many members, none, or one is too deep
 */
export function circuitInput(size: CircuitSize, registryRoot: bigint, paths: MemberPath[]): CircuitInput {
  const last = paths.at(-1);
  if (last === undefined || paths.length > size.members) throw new Error(`1 to ${size.members} members`);
  const batch = Array.from({ length: size.members }, (_, i) => paths[i] ?? last);
  if (batch.some(({ siblings }) => siblings.length >= size.levels)) {
    throw new Error(`a member is deeper than ${size.levels - 1}: use more levels`);
  }
  const padded = (siblings: bigint[]) => Array.from({ length: size.levels }, (_, i) => siblings[i] ?? 0n);
  return {
    root: registryRoot,
    keys: batch.map(({ key }) => key),
    values: batch.map(({ value }) => value),
    siblings: batch.map(({ siblings }) => padded(siblings)),
  };
}

/** Proves a batch. @throws Error where a witness is wrong: no proof is made of what is not so */
export async function proveBatch(circuit: Circuit, input: CircuitInput): Promise<BatchProof> {
  const witness = { type: 'mem' } as const;
  await snarkjs.wtns.calculate(input, circuit.wasm, witness);
  return snarkjs.groth16.prove(circuit.provingKey, witness);
}

/** Whether a proof holds for public signals. */
export function verifyBatch(circuit: Circuit, { proof, publicSignals }: BatchProof): Promise<boolean> {
  return snarkjs.groth16.verify(circuit.verifyingKey, publicSignals, proof);
}

/** Ends snarkjs's worker threads, without which the process would not end. */
export async function terminate(): Promise<void> {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
}

/** Does some work, and says how many seconds it took. */
export async function timed<T>(
  what: string,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`);
  return result;
}
