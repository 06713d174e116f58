/**
 * Brings docs/benchmarks/cycles-history.jsonl, its page and its plot up to date with docs/benchmarks/cycles.json, without measuring:
 *
 *     npx tsx bench/cycles-history.ts
 *
 * `npm run bench:cycles -- --update` does this as well.
 */
import { writeHistory } from './history/write.js';

console.log(`${await writeHistory()} entries are new`);
