/**
 * Load on a daemon, as its clients see it: `npm run bench:daemon`, after `npm run build`. A daemon with two threads is sent the receipt
 * and artifact of `add` again and again, each time verified anew, over 64 connections:
 *
 *   - with places for all of them: receipts a second, latency, memory at its peak;
 *   - with half as many: how many are refused, that each refusal says when to come back, that nothing acknowledged is lost.
 *
 *     npm run bench:daemon -- --seconds 300      # 20 where left out
 *
 * The daemon and its clients share the machine: on two cores the figures are those of both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { auditStore, readPolicy } from '@zkcwasm/verifier/node';
import autocannon from 'autocannon';

const CLIENTS = 64;
const WORKERS = 2;
const TOKEN = 'a-token-for-measuring-and-for-nothing-else';
const COMMAND = fileURLToPath(new URL('../node/bin/zkcwasm-node.js', import.meta.url));
const receipts = new URL('../artifacts/receipts/', import.meta.url);
const policy = fileURLToPath(new URL('policy.json', receipts));
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const seconds = Number(values.seconds);

interface Served {
  child: ChildProcess;
  url: string;
}

function serve(folder: string, queue: number): Promise<Served> {
  const options = [
    '--store',
    join(folder, 'store'),
    '--policy',
    policy,
    '--token-file',
    join(folder, 'token'),
  ];
  const limits = ['--workers', `${WORKERS}`, '--queue', `${queue}`, '--requests-per-minute', '100000000'];
  const args = [COMMAND, 'serve', '--listen', '127.0.0.1:0', '--no-page', ...options, ...limits];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('close', (code) => reject(new Error(`the daemon ended with ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said.includes('"listening"')) return;
      said += text;
      const [, port] = /"port":([0-9]+),.*"msg":"listening"/.exec(said) ?? [];
      if (port !== undefined) resolve({ child, url: `http://127.0.0.1:${port}` });
    });
  });
}

function form(): { type: string; body: Buffer } {
  const boundary = 'zkcwasm-bench';
  const part = (name: string, file: string) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n`,
    ),
    readFileSync(new URL(file, receipts)),
    Buffer.from('\r\n'),
  ];
  const parts = [...part('receipt', 'add.receipt'), ...part('artifact', 'add.cwasm')];
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

async function residentMiB(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes ([0-9]+)/m.exec(text)?.[1] ?? 0) / 2 ** 20;
}

async function measure(queue: number): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-bench-daemon-'));
  writeFileSync(join(folder, 'token'), TOKEN, { mode: 0o600 });
  const { child, url } = await serve(folder, queue);
  try {
    const { type, body } = form();
    let peak = 0;
    const watch = setInterval(() => {
      void residentMiB(url).then((now) => {
        peak = Math.max(peak, now);
      });
    }, 1000);
    const result = await autocannon({
      url: `${url}/v1/receipts?kind=artifact`,
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type },
      body,
      connections: CLIENTS,
      duration: seconds,
      timeout: 120,
    });
    clearInterval(watch);
    const after = await residentMiB(url);
    const refused = await refusalSaysWhen(url, type, body);
    child.removeAllListeners('close');
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const code = await ended;
    const { held, quarantined } = await auditStore(join(folder, 'store'), {
      policies: [await readPolicy(policy)],
      dryRun: true,
    });
    const taken = result['2xx'];
    return {
      places: WORKERS + queue,
      seconds: result.duration,
      'receipts/s': round(taken / result.duration),
      'p50 ms': result.latency.p50,
      'p99 ms': result.latency.p99,
      taken,
      refused: result['5xx'],
      'other answers': result['4xx'],
      'connection errors': result.errors,
      'peak MiB': Math.round(peak),
      'MiB after': Math.round(after),
      ...(refused === undefined ? {} : { 'Retry-After': refused }),
      'exit code': code,
      held,
      lost: quarantined.length,
    };
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a refusal says, if sending as many at once as there are clients brings one about. */
async function refusalSaysWhen(url: string, type: string, body: Buffer): Promise<string | undefined> {
  const send = () =>
    fetch(`${url}/v1/receipts?kind=artifact`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type },
      body: new Uint8Array(body),
    }).catch(() => undefined);
  const answers = await Promise.all(Array.from({ length: CLIENTS }, send));
  const refused = answers.find((answer) => answer?.status === 503);
  return refused === undefined ? undefined : (refused.headers.get('retry-after') ?? 'missing');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

console.log(`${cpus().length} cores, load ${loadavg().map(round).join(' ')} before, Node ${process.version}`);
const rows = [await measure(CLIENTS), await measure(CLIENTS / 2 - WORKERS)];
console.table(rows);
console.log(JSON.stringify({ node: process.version, clients: CLIENTS, rows }));
for (const { held, lost, 'exit code': code } of rows) {
  if (held !== 1 || lost !== 0 || code !== 0)
    throw new Error('something was lost, or the daemon did not end well');
}
