import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { NodeStore } from '../store/nodeStore.js';
import type { Events } from './events.js';
import type { VerifyPool } from './verifyPool.js';

/** What Prometheus is told. No label has a value that a stranger can choose. */
export class Metrics {
  readonly registry = new Registry();
  readonly submissions = new Counter({
    name: 'zkcwasm_submissions_total',
    help: 'Receipts that were submitted, by what came of it: accepted, known, or the code of the refusal.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly verifySeconds = new Histogram({
    name: 'zkcwasm_verify_seconds',
    help: 'From the last byte of a submission to its verdict.',
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers: [this.registry],
  });
  readonly requestSeconds = new Histogram({
    name: 'zkcwasm_http_request_seconds',
    help: 'Time of requests, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.registry],
  });

  constructor(pool: VerifyPool, store: NodeStore, events: Events) {
    collectDefaultMetrics({ register: this.registry });
    this.#gauge(
      'zkcwasm_places_taken',
      'Receipts that are read, verified or stored.',
      () => pool.places.taken,
    );
    this.#gauge('zkcwasm_verifying', 'Receipts that wait for a thread or are in one.', () => pool.verifying);
    this.#gauge('zkcwasm_places', 'Most of them at once.', () => pool.places.all);
    this.#gauge('zkcwasm_store_bytes', 'Bytes of all entries.', () => store.bytes());
    this.#gauge('zkcwasm_event_listeners', 'Who listens to events.', () => events.listeners);
  }

  #gauge(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await value());
      },
    });
  }
}
