/**
 * Time and memory of everything that decodes bytes from outside, over hostile inputs up to the largest that it looks at.
 * The property: an input takes at most 1 µs a byte and 1 ms, whatever it is. Machines are noisy, so time is the lesser of what
 * the clock and what the processor says (decoding waits for nothing), and a slow input is tried again: its fastest time
 * counts. Every decoder has a process of its own; one that does not end is a failure, too, and so is one that takes none of
 * its inputs: nothing would be known of what comes behind its first check.
 * `npm run bench:decoders [-- NAME...]` prints a table and JSON, and exits with 1 where the property does not hold.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '../verifier/src/index.js';
import { DECODERS, type Decoder } from './decoders/decoders.js';

/** The property. */
const MS_PER_BYTE = 1e-3;
const MS_PER_INPUT = 1;
/** How often a slow input is tried again. */
const RETRIES = 6;
/** When a decoder's process is given up, ms. */
const GIVE_UP_MS = 45 * 60_000;

interface Figures {
  decoder: string;
  inputs: number;
  accepted: number;
  longestMs: number;
  /** Which input that was. */
  slowest: string;
  /** Of inputs of 64 KiB and more. */
  mostNsPerByte: number;
  /** How long all of them took, the making of the inputs and second tries among it. */
  seconds: number;
  /** Most memory of the process beyond what it began with, the input among it. */
  peakMB: number;
  /** Inputs that took too long, or ended in an error that is not typed. */
  failures: string[];
}

/** Tries all inputs of one decoder. */
async function measure(name: string, { inputs, decode, constantMs = 0 }: Decoder): Promise<Figures> {
  const failures: string[] = [];
  let slowest = '';
  const before = process.memoryUsage().rss;
  const begun = performance.now();
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
    else if (!isTyped(error)) failures.push(`${what}: ${String(error)}`);
    if (ms > allowed) failures.push(`${what}: ${ms.toFixed(1)} ms, allowed ${allowed.toFixed(1)} ms`);
    if (ms > longestMs) [longestMs, slowest] = [ms, what];
    if (bytes.length >= 1 << 16) mostNsPerByte = Math.max(mostNsPerByte, (1e6 * ms) / bytes.length);
  }
  if (accepted === 0) failures.push('none of the inputs was taken');
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  return {
    decoder: name,
    inputs: count,
    accepted,
    longestMs: round(longestMs),
    slowest,
    mostNsPerByte: round(mostNsPerByte),
    seconds: Math.round((performance.now() - begun) / 1000),
    peakMB: round(peak / 1e6),
    failures,
  };
}

/** Ours by its code (there are two copies of the class here, of sources and of the build), or that of `parseJson` alone. */
function isTyped(error: unknown): boolean {
  return (
    error instanceof SyntaxError || Object.hasOwn(ERROR_CODES, String((error as { code?: unknown }).code))
  );
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
    seconds: Number.NaN,
    peakMB: Number.NaN,
  };
  return { decoder: name, ...none, failures: [why] };
}

const [first, ...others] = process.argv.slice(2);
if (first === '--only') {
  const [only = ''] = others;
  const decoder = DECODERS[only];
  if (decoder === undefined) throw new Error(`there is no decoder ${only}`);
  process.stdout.write(JSON.stringify(await measure(only, decoder)));
} else {
  const wanted = first === undefined ? Object.keys(DECODERS) : [first, ...others];
  const unknown = wanted.find((name) => !Object.hasOwn(DECODERS, name));
  if (unknown !== undefined) throw new Error(`there is no decoder ${unknown}`);
  const figures = wanted.map((name) => {
    const found = inOwnProcess(name);
    console.error(JSON.stringify(found));
    return found;
  });
  console.table(figures.map(({ failures, slowest: _, ...row }) => ({ ...row, failures: failures.length })));
  for (const { decoder, failures } of figures) {
    for (const failure of failures.slice(0, 20)) console.error(`${decoder}: ${failure}`);
  }
  console.log(
    JSON.stringify({ node: process.version, date: new Date().toISOString().slice(0, 10), figures }),
  );
  if (figures.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}
