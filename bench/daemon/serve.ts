/** A real `zkcwasm-node serve` for measurements: the built command, in a process of its own, on a store of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const TOKEN = 'a-token-for-measuring-and-for-nothing-else';
const COMMAND = fileURLToPath(new URL('../../node/bin/zkcwasm-node.js', import.meta.url));
export const receipts = new URL('../../artifacts/receipts/', import.meta.url);
export const policyFile = fileURLToPath(new URL('policy.json', receipts));

export interface Served {
  child: ChildProcess;
  port: number;
  url: string;
  /** Exit code, or the signal, once it has ended. */
  ended: Promise<number | string>;
}

/** Starts a daemon whose store and token are in a folder; resolves once it listens. */
export function serve(folder: string, workers: number, queue: number, ...more: string[]): Promise<Served> {
  writeFileSync(join(folder, 'token'), TOKEN, { mode: 0o600 });
  const files = ['--store', join(folder, 'store'), '--token-file', join(folder, 'token')];
  const limits = ['--workers', `${workers}`, '--queue', `${queue}`, '--requests-per-minute', '100000000'];
  const args = [COMMAND, 'serve', '--listen', '127.0.0.1:0', '--no-page', '--policy', policyFile, ...files];
  const child = spawn(process.execPath, [...args, ...limits, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone')),
  );
  return new Promise((resolve, reject) => {
    let said = '';
    void ended.then((how) => reject(new Error(`the daemon ended with ${how}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said.includes('"listening"')) return;
      said += text;
      const [, port] = /"port":([0-9]+),.*"msg":"listening"/.exec(said) ?? [];
      if (port === undefined) return;
      resolve({ child, port: Number(port), url: `http://127.0.0.1:${port}`, ended });
    });
  });
}

/** A body with these files, as browsers send it. */
export function form(files: Record<string, Uint8Array>): { type: string; body: Buffer } {
  const boundary = 'zkcwasm-bench';
  const parts = Object.entries(files).flatMap(([name, content]) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n`,
    ),
    content,
    Buffer.from('\r\n'),
  ]);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** A committed file. */
export function committed(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, receipts)));
}

/** What the daemon's process has in memory, MiB. */
export async function residentMiB(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes ([0-9]+)/m.exec(text)?.[1] ?? 0) / 2 ** 20;
}
