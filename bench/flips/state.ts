/** How far a run over one receipt is, in a file that is replaced whole: a run that is killed goes on where it was. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Done } from './worker.js';

const schema = z.strictObject({
  receipt: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  /** Every byte below was flipped. */
  next: z.int(),
  /** Further pieces that are done, by their first byte: the byte after. */
  ahead: z.record(z.string(), z.int()),
  codes: z.record(z.string(), z.int()),
  accepted: z.array(z.int()),
  faults: z.array(z.string()),
  seconds: z.number(),
  /** Of the processor, all threads: what a quiet machine with so many cores needs. */
  cpuSeconds: z.number(),
});
export type State = z.output<typeof schema>;

/** Reads a state, or begins one. A file of another receipt is refused. */
export function readState(file: string, receipt: string, bytes: Uint8Array): State {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const fresh: State = {
    receipt,
    sha256,
    bytes: bytes.length,
    next: 0,
    ahead: {},
    codes: {},
    accepted: [],
    faults: [],
    seconds: 0,
    cpuSeconds: 0,
  };
  if (!existsSync(file)) return fresh;
  const state = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (state.sha256 !== sha256)
    throw new Error(`${file} is of another receipt: remove it, or name another file`);
  return state;
}

/** Takes over what a piece came to. */
export function addDone(state: State, { from, to, codes, accepted, faults }: Done): void {
  for (const [code, count] of Object.entries(codes)) state.codes[code] = (state.codes[code] ?? 0) + count;
  state.accepted.push(...accepted);
  state.faults.push(...faults);
  state.ahead[`${from}`] = to;
  for (let to = state.ahead[`${state.next}`]; to !== undefined; to = state.ahead[`${state.next}`]) {
    delete state.ahead[`${state.next}`];
    state.next = to;
  }
}

export function writeState(file: string, state: State): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Pieces that are left, of at most so many bytes each, up to a position. */
export function* piecesLeft(
  { next, ahead }: State,
  end: number,
  size: number,
): Generator<{ from: number; to: number }> {
  const done = Object.entries(ahead)
    .map(([from, to]) => ({ from: Number(from), to }))
    .sort((a, b) => a.from - b.from);
  let at = next;
  for (const { from, to } of [...done, { from: end, to: end }]) {
    for (; at < Math.min(from, end); at += size) yield { from: at, to: Math.min(at + size, from, end) };
    at = Math.max(Math.min(at, from), to);
  }
}
