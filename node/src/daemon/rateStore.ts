/** Counts for `@fastify/rate-limit` by a clock that does not jump: its own store goes by the time of day. */
import type { FastifyRateLimitStore } from '@fastify/rate-limit';

/** Addresses that are kept at once; beyond that the one that came first is forgotten. */
const MOST_ADDRESSES = 10_000;

/** One window for each address. */
export class MonotonicRateStore implements FastifyRateLimitStore {
  readonly #windows = new Map<string, { count: number; since: number }>();

  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    timeWindow: number,
  ): void {
    const now = performance.now();
    let window = this.#windows.get(key);
    if (window === undefined || now - window.since >= timeWindow) {
      window = { count: 0, since: now };
      this.#windows.delete(key);
      this.#windows.set(key, window);
      if (this.#windows.size > MOST_ADDRESSES) {
        const [first] = this.#windows.keys();
        if (first !== undefined) this.#windows.delete(first);
      }
    }
    window.count += 1;
    callback(null, { current: window.count, ttl: Math.ceil(timeWindow - (now - window.since)) });
  }

  child(): FastifyRateLimitStore {
    return new MonotonicRateStore();
  }
}

/** What counts as one address: of IPv6 the first 64 bits, since who has one of them has them all. */
export function addressKey(ip: string): string {
  const [, mapped] = /^::ffff:([0-9.]+)$/i.exec(ip) ?? [];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(':')) return ip;
  const [head = '', tail = ''] = ip.split('%', 1)[0]?.split('::') ?? [];
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const all = ip.includes('::') ? [...before, ...zeros, ...after] : before;
  return `${all.slice(0, 4).join(':').toLowerCase()}::/64`;
}
