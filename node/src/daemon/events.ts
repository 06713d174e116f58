/** Events for whoever listens, as server-sent events. Who reads too slowly is let go: an event waits for nobody. */
import type { ServerResponse } from 'node:http';
import { DaemonError } from '../errors/base.js';

/** Most listeners at once, and most bytes that may wait for one of them. */
export const MOST_LISTENERS = 64;
const MOST_WAITING_BYTES = 64 * 1024;
const HEARTBEAT_MS = 15_000;

export type DaemonEvent =
  | { event: 'accepted'; data: Record<string, unknown> }
  | { event: 'refused'; data: { code: string } }
  | { event: 'session'; data: Record<string, unknown> }
  | { event: 'collected'; data: { entries: number } };

export class Events {
  readonly #listeners = new Set<ServerResponse>();
  #next = 1;
  readonly #heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS).unref();

  get listeners(): number {
    return this.#listeners.size;
  }

  /** @throws DaemonError `daemon/busy` */
  checkRoom(): void {
    if (this.#listeners.size < MOST_LISTENERS) return;
    throw new DaemonError('daemon/busy', `${MOST_LISTENERS} listeners are there already`);
  }

  /** Takes a response over, until either side ends it. */
  listen(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write('retry: 5000\n\n');
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
    response.once('error', () => this.#listeners.delete(response));
  }

  send({ event, data }: DaemonEvent): void {
    this.#write(`id: ${this.#next++}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#listeners) response.end();
    this.#listeners.clear();
  }

  #write(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
      else response.write(text);
    }
  }
}
