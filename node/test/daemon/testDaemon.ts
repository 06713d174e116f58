/** Daemons for tests: in this process, on a store and a port of their own; their threads run what is built in `dist`. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes, fixture } from '../../../testkit/fixtures.js';
import { type Daemon, startDaemon } from '../../src/daemon/daemon.js';
import { type DaemonSettings, DEFAULTS } from '../../src/daemon/settings.js';

export const TOKEN = 'a-token-of-more-than-thirty-two-characters';
export const WORKER = new URL('../../dist/daemon/verifyWorker.js', import.meta.url);
export const POLICY = new TextEncoder().encode('{}');

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of any route.
  body: any;
}

/** A running daemon, and how to ask it. */
export class TestDaemon {
  private constructor(
    readonly folder: string,
    readonly settings: DaemonSettings,
    readonly daemon: Daemon,
  ) {}

  static async start(changes: Partial<DaemonSettings> = {}): Promise<TestDaemon> {
    const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-daemon-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, `${TOKEN}\n`);
    chmodSync(tokenFile, 0o600);
    const settings: DaemonSettings = {
      ...DEFAULTS,
      store: join(folder, 'store'),
      port: 0,
      policy: POLICY,
      tokenFile,
      logLevel: 'silent',
      workers: 1,
      workerFile: WORKER,
      ...changes,
    };
    return new TestDaemon(folder, settings, await startDaemon(settings));
  }

  get url(): string {
    return `http://127.0.0.1:${this.daemon.port}`;
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  change(path: string, body: unknown, token = TOKEN): Promise<Answer> {
    return this.ask(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  submit(files: Record<string, Uint8Array>, kind = 'artifact', token = TOKEN): Promise<Answer> {
    const form = new FormData();
    for (const [name, content] of Object.entries(files))
      form.append(name, new Blob([content as BlobPart]), name);
    return this.ask(`/v1/receipts?kind=${kind}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
  }

  /** Sends bytes as they are, and returns all that comes back until the connection is closed. */
  raw(parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(this.daemon.port, '127.0.0.1');
      let said = '';
      socket.on('data', (chunk: Buffer) => {
        said += chunk.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(said));
      void (async () => {
        for await (const part of parts) {
          if (socket.destroyed) return;
          if (!socket.write(part)) await new Promise((go) => socket.once('drain', go).once('close', go));
        }
      })();
    });
  }
}

/** The receipt of `add` with its artifact. */
export const ADD = { receipt: fixture('add').receipt, artifact: bytes('add.cwasm') };
/** Digest of a fixture's module, in hex. */
export function wasmDigest(name: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256')
    .update(readFileSync(new URL(`../../../artifacts/receipts/${name}.wasm`, import.meta.url)))
    .digest('hex');
}
