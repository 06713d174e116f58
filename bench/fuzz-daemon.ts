/**
 * Fuzz of a real daemon: `npm run bench:fuzz-daemon`, after `npm run build`. So many fuzzed receipts (as submissions with the token)
 * and so many fuzzed requests (as bytes on a connection) go to `zkcwasm-node serve`. It must live on, answer each within its time,
 * take nothing that was not proved, have no fault (5xx but 503), and not grow; in the end it still accepts a good receipt, its store
 * holds that and nothing else, and a signal ends it with code 0.
 *
 *     npm run bench:fuzz-daemon -- --receipts 1000000 --requests 1000000 [--seed NAME] [--seconds N] [--log FILE]
 *
 * With --seconds each half stops after half of that time, and a signal stops it, however far it is. The last line is what came of it, as JSON; --log appends that to a file
 * with a JSON list. Anything that goes wrong is told with the seed, the number and, for bytes, in base64.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { auditStore, readPolicy } from '@zkcwasm/verifier/node';
import { committed, form, policyFile, residentMiB, serve, TOKEN } from './daemon/serve.js';
import { Random } from './fuzz/random.js';
import { fuzzedSubmission } from './fuzz/receipts.js';
import { fuzzedRequest } from './fuzz/requests.js';

const AT_ONCE = 16;
/** The daemon ends slow requests after 5 s (below); what is not answered by then hangs. */
const HANGS_MS = 120_000;
/** Growth of memory between the first tenth (of their number, or of the time) and the end: more than this is told. */
const MOST_GROWTH_MIB = 200;

const { values } = parseArgs({
  options: {
    receipts: { type: 'string', default: '2000' },
    requests: { type: 'string', default: '2000' },
    seed: { type: 'string', default: 'zkcwasm' },
    seconds: { type: 'string' },
    log: { type: 'string' },
  },
});
const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds);
let isStopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isStopped = true;
  });
}
const counts: Record<string, number> = {};
const troubles: string[] = [];
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-fuzz-'));
const { child, port, url, ended } = await serve(folder, 2, 64, '--request-seconds', '5').catch(
  (error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  },
);
let how: number | string | undefined;
void ended.then((end) => {
  how = end;
});
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** Sends a submission; the status, or what went wrong with the connection. */
function submit(
  kind: string,
  files: Record<string, Uint8Array>,
): Promise<{ status: number | string; code: string }> {
  const { type, body } = form(files);
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type, 'content-length': body.length };
  const options = {
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: `/v1/receipts?kind=${kind}`,
    headers,
    agent,
    timeout: HANGS_MS,
  };
  return new Promise((resolve) => {
    const sent = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, code: /"code":"([^"]+)"/.exec(text)?.[1] ?? 'none' }),
      );
      answer.on('error', () => resolve({ status: 'cut', code: 'none' }));
    });
    sent.on('timeout', () => sent.destroy(new Error('hangs')));
    sent.on('error', (error) =>
      resolve({ status: error.message === 'hangs' ? 'hangs' : 'reset', code: 'none' }),
    );
    sent.end(body);
  });
}

/** Sends bytes; the status of the first answer, or what came instead. */
function sendRaw(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.setTimeout(HANGS_MS, () => {
      said = 'hangs';
      socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('latin1')).slice(0, 100);
    });
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve(
        said === 'hangs'
          ? said
          : (/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? (said === '' ? 'closed' : 'no HTTP')),
      ),
    );
    socket.end(bytes);
  });
}

async function receiptNumber(n: number): Promise<void> {
  const { kind, files } = fuzzedSubmission(new Random(`${values.seed} receipt ${n}`));
  let { status, code } = await submit(kind, files);
  // A connection that was kept open may be closed just as it is used again, as with any server: it is sent on another one then.
  for (let again = 0; status === 'reset' && again < 3; again += 1) {
    count('receipts sent again');
    ({ status, code } = await submit(kind, files));
  }
  count(`receipts ${status} ${code}`);
  const isFault = typeof status === 'string' || status < 400 || (status >= 500 && status !== 503);
  if (isFault) troubles.push(`receipt ${n}: ${status} ${code}`);
}

async function requestNumber(n: number): Promise<void> {
  const bytes = fuzzedRequest(new Random(`${values.seed} request ${n}`));
  const status = await sendRaw(bytes);
  count(`requests ${status}`);
  if (status === 'hangs' || status === 'no HTTP' || (/^5/.test(status) && status !== '503')) {
    troubles.push(`request ${n}: ${status} ${bytes.toString('base64').slice(0, 2000)}`);
  }
}

/** Does them all, some at once; how many were done, and memory after a tenth and at the end. */
async function all(
  total: number,
  one: (n: number) => Promise<void>,
): Promise<{ done: number; earlyMiB: number; lateMiB: number }> {
  const until = performance.now() + (seconds * 1000) / 2;
  let next = 0;
  let earlyMiB = 0;
  const worker = async () => {
    while (
      next < total &&
      how === undefined &&
      performance.now() < until &&
      !isStopped &&
      troubles.length < 20
    ) {
      const n = next++;
      if (earlyMiB === 0 && (n >= total / 10 || until - performance.now() < seconds * 450)) {
        earlyMiB = await residentMiB(url);
      }
      if (n > 0 && n % 10_000 === 0)
        console.log(`${one.name} ${n}, ${Math.round(await residentMiB(url))} MiB`);
      await one(n);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const lateMiB = how === undefined ? await residentMiB(url) : 0;
  return { done: Math.min(next, total), earlyMiB: Math.round(earlyMiB), lateMiB: Math.round(lateMiB) };
}

const began = performance.now();
let result: Record<string, unknown> = {};
try {
  // Warm: threads, the proof check and the heap have their size before memory is looked at.
  const good = { receipt: committed('add.receipt'), artifact: committed('add.cwasm') };
  for (let i = 0; i < 4; i += 1) await submit('artifact', good);
  const receipts = await all(Number(values.receipts), receiptNumber);
  const requests = await all(Number(values.requests), requestNumber);
  for (const [name, { earlyMiB, lateMiB }] of Object.entries({ receipts, requests })) {
    if (earlyMiB > 0 && lateMiB - earlyMiB > MOST_GROWTH_MIB)
      troubles.push(`${name}: memory grew from ${earlyMiB} to ${lateMiB} MiB`);
  }
  if (how !== undefined) troubles.push(`the daemon ended: ${how}`);
  else {
    const after = await submit('artifact', good);
    if (after.status !== 200)
      troubles.push(`a good receipt is answered with ${after.status} ${after.code} afterwards`);
    agent.destroy();
    child.kill('SIGTERM');
    if ((await ended) !== 0) troubles.push(`it ended with ${how}`);
    const policies = [await readPolicy(policyFile)];
    const { held, quarantined } = await auditStore(join(folder, 'store'), { policies, dryRun: true });
    if (held !== 1 || quarantined.length > 0)
      troubles.push(`the store holds ${held} entries, and ${quarantined.length} that do not hold`);
  }
  const sorted = Object.fromEntries(Object.entries(counts).sort());
  const took = Math.round((performance.now() - began) / 1000);
  result = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    seed: values.seed,
    seconds: took,
    receipts,
    requests,
    answers: sorted,
    troubles,
  };
} finally {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
if (values.log !== undefined) {
  const before = existsSync(values.log) ? (JSON.parse(readFileSync(values.log, 'utf8')) as unknown[]) : [];
  writeFileSync(values.log, `${JSON.stringify([...before, result], undefined, 2)}\n`);
}
console.log(JSON.stringify(result));
if (troubles.length > 0) throw new Error(troubles.join('\n'));
