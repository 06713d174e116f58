/**
 * Time and memory of everything that decodes bytes from outside, over hostile inputs up to the largest that it looks at.
 * The property: an input takes at most 1 µs a byte and 1 ms, whatever it is. Machines are noisy, so time is the lesser of what
 * the clock and what the processor says (decoding waits for nothing), and a slow input is tried again: its fastest time counts. Every decoder has a process of its own; one that does not end is a failure, too.
 * `npm run bench:decoders [-- NAME]` prints a table and JSON, and exits with 1 where the property does not hold.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  decodeJournal,
  decodeReceipt,
  LIMIT_NAMES,
  MAX_RECEIPT_BYTES,
  METRIC_NAMES,
  makeImportList,
  toHex,
  ZkcwasmError,
} from '../verifier/src/index.js';
import { encodeJournal, encodeReceipt, fromHex } from '../verifier/src/internal.js';
import { MAX_POLICY_BYTES, parsePolicy } from '../verifier/src/policy/parsePolicy.js';
import { decodeProof } from '../verifier/src/registry/decodeProof.js';
import { encodeProof } from '../verifier/src/registry/encodeProof.js';
import { toRegistryEntry } from '../verifier/src/registry/entry.js';
import { MAX_CLAIMS, MAX_PROOF_BYTES, type PrunedNode } from '../verifier/src/registry/proof.js';
import { checkStark } from '../verifier/src/seal/checkStark.js';
import {
  decodeProof as decodeGroth16,
  GROTH16_PROOF_BYTES,
} from '../verifier/src/seal/groth16/decodeProof.js';
import { checkRisc0Groth16 } from '../verifier/src/seal/risc0/checkRisc0Groth16.js';
import { checkSp1Groth16 } from '../verifier/src/seal/sp1/checkSp1Groth16.js';
import { compiledJournal, rejectedJournal } from '../verifier/test/journals.js';
import { entry } from '../verifier/test/registry/entries.js';
import { hostileByteInputs } from './bench/hostileByteInputs.js';
import { hostileCborInputs } from './bench/hostileCborInputs.js';
import type { HostileInput } from './bench/hostileInput.js';
import { hostileJsonInputs } from './bench/hostileJsonInputs.js';

/** The property. */
const MS_PER_BYTE = 1e-3;
const MS_PER_INPUT = 1;
/** How often a slow input is tried again. */
const RETRIES = 6;
/** When a decoder's process is given up, ms. */
const GIVE_UP_MS = 45 * 60_000;
/** As `registry add` reads one, bytes. */
const MAX_ENTRY_BYTES = 64 << 10;

interface Decoder {
  inputs: () => Iterable<HostileInput>;
  decode: (bytes: Uint8Array) => unknown;
  /** Work that no input changes, ms: the checks of a proof that comes after the decoding and cannot be told from it. */
  constantMs?: number;
}

interface Figures {
  decoder: string;
  inputs: number;
  accepted: number;
  longestMs: number;
  /** Which input that was. */
  slowest: string;
  /** Of inputs of 64 KiB and more. */
  mostNsPerByte: number;
  /** Most memory of the process beyond what it began with, the input among it. */
  peakMB: number;
  /** Inputs that took too long, or ended in an error that is not typed. */
  failures: string[];
}

const receiptFile = fileURLToPath(new URL('../artifacts/receipts/add.receipt', import.meta.url));
const committed = () => decodeReceipt(new Uint8Array(readFileSync(receiptFile)));
const image = {
  imageId: 'a'.repeat(64),
  name: 'image',
  elfHash: 'b'.repeat(64),
  compiler: { name: 'wasmtime', version: '48.0.8' },
  source: 'upstream',
  target: 'x86_64-unknown-linux-gnu',
  profile: 'c'.repeat(64),
  profileName: 'fast-exec',
  proofSystem: 'sp1',
  circuit: 'v6.1.0',
  status: 'revoked',
  reason: 'a reason',
};
const policy = {
  images: [image],
  maxCycles: '1',
  context: '0'.repeat(64),
  targets: ['a'],
  profiles: ['b'],
  allowRejected: true,
  limits: { functions: 1, heapBytes: '2' },
  metering: { operators: '18446744073709551615' },
  imports: ['env::*', ['a', 'b']],
  price: { flat: 1, perMegacycle: 1, knee: 1, doublingCycles: 1 },
  maxPrice: 1,
};
const storeEntry = {
  kind: 'artifact',
  imageId: '1'.repeat(64),
  wasmDigest: '2'.repeat(64),
  profile: '3'.repeat(64),
  target: 'x86_64-unknown-linux-gnu',
  artifactDigest: '4'.repeat(64),
  receiptDigest: '5'.repeat(64),
  cycles: '18446744073709551615',
  peakHeapBytes: '42',
};
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const json = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
const expected = { imageId: new Uint8Array(32), journalDigest: new Uint8Array(32) };

const DECODERS: Record<string, Decoder> = {
  receipt: {
    inputs: () => hostileCborInputs(goodReceipts(), MAX_RECEIPT_BYTES),
    decode: decodeReceipt,
  },
  'registry proof': {
    inputs: () => hostileCborInputs(goodProofs(), MAX_PROOF_BYTES),
    decode: decodeProof,
  },
  journal: {
    inputs: () =>
      hostileByteInputs(
        [compiledJournal(), rejectedJournal(), fullJournal()].map(encodeJournal),
        MAX_RECEIPT_BYTES,
        1000,
      ),
    decode: decodeJournal,
  },
  policy: {
    inputs: () => hostileJsonInputs(policy, ['imports', 'targets', 'images'], MAX_POLICY_BYTES),
    decode: (bytes) => parsePolicy(bytes, 'policy.json'),
  },
  'import list': {
    inputs: () => hostileJsonInputs({ imports: ['env::*'] }, ['imports'], MAX_POLICY_BYTES),
    decode: (bytes) => {
      const { imports } = (ofJson(bytes) ?? {}) as { imports?: unknown };
      const items = Array.isArray(imports) ? imports.filter((item) => typeof item === 'string') : [];
      return makeImportList(items);
    },
  },
  'store entry': {
    inputs: () => hostileJsonInputs(storeEntry, [], MAX_ENTRY_BYTES),
    decode: (bytes) => toRegistryEntry(ofJson(bytes)),
  },
  hex: {
    inputs: () => hostileByteInputs([Buffer.from('0123456789abcdef'.repeat(4))], MAX_RECEIPT_BYTES, 64),
    decode: (bytes) => toHex(fromHex(text(bytes), bytes.length >> 1) ?? bytes),
  },
  'groth16 points': {
    inputs: () => hostileByteInputs([generators()], 1 << 20, 64),
    decode: decodeGroth16,
    // On the curve, in the subgroup: 25 ms were measured where all three points get that far.
    constantMs: 50,
  },
  'sp1 groth16 seal': {
    inputs: () => hostileByteInputs([new Uint8Array(355), new Uint8Array(357)], MAX_RECEIPT_BYTES, 64),
    decode: (bytes) => checkSp1Groth16(bytes, expected),
  },
  'risc0 groth16 seal': {
    inputs: () => hostileByteInputs([new Uint8Array(259), new Uint8Array(261)], MAX_RECEIPT_BYTES, 64),
    decode: (bytes) => checkRisc0Groth16(bytes, expected),
  },
  'stark seal': {
    // A change that leaves the form as it is goes on to the proof check, which takes 0.3 s whatever it is about.
    inputs: () => hostileByteInputs([committed().seal], MAX_RECEIPT_BYTES, 40),
    decode: checkStark,
    constantMs: 1000,
  },
};

function ofJson(bytes: Uint8Array): unknown {
  try {
    return json(bytes);
  } catch {
    return undefined;
  }
}

function goodReceipts(): Uint8Array[] {
  const base = { ...committed(), seal: new Uint8Array(40) };
  const large = (journal: number, seal: number) =>
    encodeReceipt({ ...base, journal: new Uint8Array(journal), seal: new Uint8Array(seal) });
  return [encodeReceipt(base), large(100, MAX_RECEIPT_BYTES - 400), large(MAX_RECEIPT_BYTES - 400, 40)];
}

function goodProofs(): Uint8Array[] {
  const members = Array.from({ length: MAX_CLAIMS }, (_, i) => entry(i));
  const leaf: PrunedNode = { kind: 'other', key: 1n, value: 1n };
  const small = { members: members.slice(0, 1), absent: members.slice(1, 2), tree: full(1, leaf) };
  return [
    encodeProof(small),
    encodeProof({ ...small, tree: full(14, leaf) }),
    encodeProof({ ...small, tree: full(14, { kind: 'hash', hash: 1n }) }),
    encodeProof({ members, absent: members, tree: full(14, { kind: 'empty' }) }),
  ];
}

/** A tree whose every leaf is the same, of 2^depth - 1 inner nodes. */
function full(depth: number, leaf: PrunedNode): PrunedNode {
  return depth === 0 ? leaf : { kind: 'inner', left: full(depth - 1, leaf), right: full(depth - 1, leaf) };
}

function fullJournal() {
  const all = <N extends string>(names: readonly N[]) =>
    Object.fromEntries(names.map((name) => [name, 1n])) as Record<N, bigint>;
  const name = 'x'.repeat(255);
  return compiledJournal({
    compiler: { name, version: name },
    target: name,
    limits: all(LIMIT_NAMES),
    metering: all(METRIC_NAMES),
  });
}

/** A proof of A, B, C that are the generators: every point is as good as can be. */
function generators(): Uint8Array {
  const word = (n: bigint) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex');
  const g2 = [
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  ];
  const bytes = new Uint8Array(Buffer.concat([1n, 2n, ...g2, 1n, 2n].map(word)));
  if (bytes.length !== GROTH16_PROOF_BYTES) throw new Error('a proof has another length');
  return bytes;
}

/** Tries all inputs of one decoder. */
async function measure(name: string, { inputs, decode, constantMs = 0 }: Decoder): Promise<Figures> {
  const failures: string[] = [];
  let slowest = '';
  const before = process.memoryUsage().rss;
  let [count, accepted, longestMs, mostNsPerByte] = [0, 0, 0, 0];
  const attempt = async (bytes: Uint8Array): Promise<{ ms: number; error: unknown }> => {
    const start = performance.now();
    const used = process.cpuUsage();
    let error: unknown;
    try {
      await decode(bytes);
    } catch (caught) {
      error = caught;
    }
    const { user, system } = process.cpuUsage(used);
    return { ms: Math.min(performance.now() - start, (user + system) / 1000), error };
  };
  for (const { name: what, bytes } of inputs()) {
    let { ms, error } = await attempt(bytes);
    const allowed = MS_PER_BYTE * bytes.length + MS_PER_INPUT + constantMs;
    for (let i = 0; i < RETRIES && ms > allowed / 2; i += 1) ms = Math.min(ms, (await attempt(bytes)).ms);
    count += 1;
    if (error === undefined) accepted += 1;
    else if (!(error instanceof ZkcwasmError) && !isOfJson(error)) failures.push(`${what}: ${String(error)}`);
    if (ms > allowed) failures.push(`${what}: ${ms.toFixed(1)} ms, allowed ${allowed.toFixed(1)} ms`);
    if (ms > longestMs) [longestMs, slowest] = [ms, what];
    if (bytes.length >= 1 << 16) mostNsPerByte = Math.max(mostNsPerByte, (1e6 * ms) / bytes.length);
  }
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  return {
    decoder: name,
    inputs: count,
    accepted,
    longestMs: round(longestMs),
    slowest,
    mostNsPerByte: round(mostNsPerByte),
    peakMB: round(peak / 1e6),
    failures,
  };
}

/** What `decode` above may throw that is not the decoder's. */
function isOfJson(error: unknown): boolean {
  return error instanceof SyntaxError;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A decoder's figures, from a process of its own. */
function inOwnProcess(name: string): Figures {
  const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--only', name];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: GIVE_UP_MS,
    maxBuffer: 64 << 20,
  });
  if (status === 0) return JSON.parse(stdout) as Figures;
  const why = status === null ? `did not end within ${GIVE_UP_MS} ms` : stderr;
  const none = {
    inputs: 0,
    accepted: 0,
    longestMs: Number.NaN,
    slowest: '',
    mostNsPerByte: Number.NaN,
    peakMB: Number.NaN,
  };
  return { decoder: name, ...none, failures: [why] };
}

const [first, only] = process.argv.slice(2);
if (first === '--only') {
  const decoder = DECODERS[only ?? ''];
  if (decoder === undefined) throw new Error(`there is no decoder ${only}`);
  process.stdout.write(JSON.stringify(await measure(only ?? '', decoder)));
} else {
  const wanted = Object.keys(DECODERS).filter((name) => first === undefined || name === first);
  const figures = wanted.map(inOwnProcess);
  console.table(figures.map(({ failures, slowest: _, ...row }) => ({ ...row, failures: failures.length })));
  for (const { decoder, failures } of figures) {
    for (const failure of failures.slice(0, 20)) console.error(`${decoder}: ${failure}`);
  }
  console.log(
    JSON.stringify({ node: process.version, date: new Date().toISOString().slice(0, 10), figures }),
  );
  if (wanted.length === 0 || figures.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}
