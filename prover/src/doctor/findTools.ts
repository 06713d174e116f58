/** What is looked at of the machine and of other people's programs. */
import { bytesInWords } from '@zkcwasm/verifier/internal';
import type { Finding } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** What the engine asks for before it proves (`PROVING_BYTES` in prover/engine/src/machine.rs). */
export const PROVING_BYTES = 16n << 30n;
/** Disk for the saved steps of a proof: some 1.3 MB each, and a long proof has hundreds. */
const PROOF_DISK_BYTES = 1n << 30n;
/** Disk for a first build of runner and engine; the build folders of both took 4 GB. */
const BUILD_DISK_BYTES = 6n << 30n;
const LEAST_NODE = [20, 19] as const;
const LEAST_RUST = [1, 95] as const;

/** Node itself, since a version that is too old fails in odd places. */
export function findNode({ nodeVersion }: Surroundings): Finding {
  const ok = isAtLeast(nodeVersion, LEAST_NODE);
  return {
    name: 'Node',
    ok,
    neededFor: ['verify', 'run', 'meter', 'prove', 'build'],
    found: nodeVersion,
    ...(ok ? {} : { advice: `Install Node ${LEAST_NODE.join('.')} or newer.` }),
  };
}

/** Memory that is free now, against what a proof takes. */
export async function findMemory({ availableMemory }: Surroundings): Promise<Finding> {
  const free = await availableMemory();
  const common = { name: 'memory', neededFor: ['prove'] as const };
  if (free === undefined) {
    return { ...common, ok: true, found: 'the system does not say how much is free; the engine looks again' };
  }
  const found = `${bytesInWords(free)} free`;
  if (free >= PROVING_BYTES) return { ...common, ok: true, found };
  const advice = `A proof takes ${bytesInWords(PROVING_BYTES)}: free some, or prove elsewhere with --prover network or --prover cuda.`;
  return { ...common, ok: false, found, advice };
}

/** Disk for saved steps of proofs, and for builds. */
export async function findDisk({ cache, freeDisk }: Surroundings): Promise<Finding[]> {
  const free = await freeDisk(cache);
  const wanted = [
    ['disk for proofs', PROOF_DISK_BYTES, 'prove'],
    ['disk for builds', BUILD_DISK_BYTES, 'build'],
  ] as const;
  return wanted.map(([name, least, purpose]) => {
    const ok = free === undefined || free >= least;
    const found = free === undefined ? 'the system does not say' : `${bytesInWords(free)} free at ${cache}`;
    const advice = `It takes ${bytesInWords(least)}: free some, or set ZKCWASM_CACHE to another disk.`;
    return { name, ok, neededFor: [purpose], found, ...(ok ? {} : { advice }) };
  });
}

/** What the native programs are built with. */
export async function findBuildTools({ run }: Surroundings): Promise<Finding[]> {
  const [rust, cc, protoc] = await Promise.all([
    run('rustc', '--version'),
    run('cc', '--version'),
    run('protoc', '--version'),
  ]);
  const [, version] = /^rustc (\S+)/.exec('line' in rust ? rust.line : '') ?? [];
  const rustOk = version !== undefined && isAtLeast(version, LEAST_RUST);
  return [
    tool('Rust', rust, rustOk, `Install Rust ${LEAST_RUST.join('.')} or newer with rustup.`),
    tool('C compiler', cc, 'line' in cc, 'Install one: build-essential on Debian.'),
    tool('protoc', protoc, 'line' in protoc, 'Install it: protobuf-compiler on Debian.'),
  ];
}

/** What only `--seal groth16` asks for. */
export async function findDocker({ run }: Surroundings): Promise<Finding> {
  const answer = await run('docker', '--version');
  const common = { name: 'Docker', neededFor: [] };
  if ('line' in answer) return { ...common, ok: true, found: answer.line };
  return {
    ...common,
    ok: false,
    found: answer.problem,
    advice: 'Only `zkcwasm prove --seal groth16` wants it.',
  };
}

function tool(
  name: string,
  answer: { line: string } | { problem: string },
  ok: boolean,
  advice: string,
): Finding {
  const found = 'line' in answer ? answer.line : answer.problem;
  return { name, ok, neededFor: ['build'], found, ...(ok ? {} : { advice }) };
}

/** Whether the first two numbers of a version are no lower than these. */
function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, first, second] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (first === undefined || second === undefined) return false;
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
