/**
 * Events for whoever listens, as server-sent events. Who reads too slowly is let go: an event waits for nobody. The last ones are kept,
 * so that who comes back with `Last-Event-ID` misses none; who was away for too long is told so, and asks anew.
 */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { DaemonError } from '../errors/base.js';

/** Most listeners at once, most bytes that may wait for one of them, and events that are kept for who comes back. */
export const MOST_LISTENERS = 64;
const MOST_WAITING_BYTES = 64 * 1024;
export const EVENTS_KEPT = 256;
const HEARTBEAT_MS = 15_000;

/** What happened. */
export type DaemonEvent =
  | { event: 'accepted'; data: Record<string, unknown> }
  | { event: 'refused'; data: { code: string } }
  | { event: 'session'; data: Record<string, unknown> }
  | { event: 'collected'; data: { entries: number } };

/** Who listens, and what was said of late. */
export class Events {
  readonly #listeners = new Set<ServerResponse>();
  /** Numbers begin anew with each daemon: its name tells them apart. */
  readonly #run = randomBytes(4).toString('hex');
  readonly #kept: { number: number; text: string }[] = [];
  #next = 1;
  readonly #heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS).unref();

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** @throws DaemonError `daemon/busy` */
  checkRoom(): void {
    if (this.#listeners.size < MOST_LISTENERS) return;
    throw new DaemonError('daemon/busy', `${MOST_LISTENERS} listeners are there already`, {
      hint: 'Come back later, as Retry-After says.',
    });
  }

  /**
   * Takes a response over, until either side ends it.
   *
   * @param lastId of the last event that the listener has seen, as a stranger says
   */
  listen(response: ServerResponse, lastId?: string): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write('retry: 5000\n\n');
    if (lastId !== undefined) response.write(this.#since(lastId));
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
    response.once('error', () => this.#listeners.delete(response));
  }

  /** Tells all who listen. */
  send({ event, data }: DaemonEvent): void {
    const number = this.#next++;
    const text = `id: ${this.#run}-${number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#kept.push({ number, text });
    if (this.#kept.length > EVENTS_KEPT) this.#kept.shift();
    this.#write(text);
  }

  /** Lets all go. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#listeners) response.end();
    this.#listeners.clear();
  }

  /** What was missed since an event; `missed` where that cannot be told. */
  #since(lastId: string): string {
    const [, run, digits] = /^([0-9a-f]{8})-(0|[1-9][0-9]{0,14})$/.exec(lastId) ?? [];
    const last = Number(digits);
    const first = this.#kept[0]?.number ?? this.#next;
    if (run !== this.#run || last + 1 < first || last >= this.#next) return 'event: missed\ndata: {}\n\n';
    return this.#kept.flatMap(({ number, text }) => (number > last ? [text] : [])).join('');
  }

  #write(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
      else response.write(text);
    }
  }
}
