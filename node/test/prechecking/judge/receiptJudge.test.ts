/** Votes by committed receipts, which are real proofs. */
import { makePolicy, type Policy } from '@zkcwasm/verifier';
import { expect, test, vi } from 'vitest';
import { bytes, fixture } from '../../../../testkit/fixtures.js';
import type { Judge, Outcome } from '../../../src/prechecking/judge/outcome.js';
import { type ReceiptJudgeOptions, receiptJudge } from '../../../src/prechecking/judge/receiptJudge.js';

const X86 = { target: 'x86_64-unknown-linux-gnu', compiler: { name: 'wasmtime', version: '48.0.8' } };
const FAST_EXEC = { ...X86, profile: 'fast-exec' };
const BASELINE = { ...X86, profile: 'baseline' };
const ALL = { maxCycles: '100000000' };
const { signal } = new AbortController();

/** Says that it was asked. */
const NATIVE: Judge = { judge: async () => ({ kind: 'valid', because: { kind: 'compiled' } }) };

async function judge(
  wasm: Uint8Array,
  receipts: Uint8Array[],
  { policy = {}, ...options }: Partial<Omit<ReceiptJudgeOptions, 'policy'>> & { policy?: object } = {},
): Promise<Outcome> {
  return receiptJudge({
    policy: await makePolicy({ ...ALL, ...policy }),
    asked: [FAST_EXEC],
    receipts: { receiptsFor: async () => receipts },
    fallback: NATIVE,
    leaveOpen: ['context'],
    ...options,
  }).judge(wasm, signal);
}

const { wasm, receipt } = fixture('crypto-primitives');
const baseline = bytes('crypto-primitives-baseline.receipt');

test('a valid receipt for everything that is asked: for', async () => {
  const outcome = await judge(wasm, [receipt]);
  expect(outcome).toMatchObject({ kind: 'valid', because: { kind: 'proved', ignored: [] } });
  const both = await judge(wasm, [baseline, receipt], { asked: [FAST_EXEC, BASELINE] });
  expect(both).toMatchObject({ kind: 'valid', because: { kind: 'proved' } });
  expect((both.because as { statements: unknown[] }).statements).toHaveLength(2);
});

test('a receipt for one of two that are asked, or none: compiled natively', async () => {
  expect((await judge(wasm, [receipt], { asked: [FAST_EXEC, BASELINE] })).because.kind).toBe('compiled');
  expect((await judge(wasm, [])).because.kind).toBe('compiled');
  const otherVersion = { ...X86, compiler: { name: 'wasmtime', version: '49.0.0' } };
  expect((await judge(wasm, [receipt], { asked: [otherVersion] })).because.kind).toBe('compiled');
  const otherTarget = { ...FAST_EXEC, target: 'aarch64-unknown-linux-gnu' };
  expect((await judge(wasm, [receipt], { asked: [FAST_EXEC, otherTarget] })).because.kind).toBe('compiled');
});

test('a proved refusal: against, with the proof as reason', async () => {
  const invalid = fixture('invalid');
  const outcome = await judge(invalid.wasm, [invalid.receipt]);
  expect(outcome).toMatchObject({ kind: 'invalid', because: { kind: 'refusal-proved' } });
  expect((outcome.because as { proof: Uint8Array }).proof).toEqual(invalid.receipt);
  const broken = fixture('compiler-error');
  expect(await judge(broken.wasm, [broken.receipt])).toMatchObject({ kind: 'invalid' });
});

test('a refusal under limits that nobody asked for says nothing, or anyone could have any module refused', async () => {
  const { wasm: module, receipt: refusal } = fixture('heap-limit');
  expect((await judge(module, [refusal])).because.kind).toBe('compiled');
  // The same module, with a receipt that it compiles: for.
  expect(module).toEqual(wasm);
  expect(await judge(module, [refusal, receipt])).toMatchObject({
    kind: 'valid',
    because: { kind: 'proved', ignored: [{ why: 'refused under other limits' }] },
  });
});

test('a refusal under the very limit that is asked for: against', async () => {
  const { wasm: module, receipt: refusal } = fixture('heap-limit');
  const first = await judge(module, [refusal], { policy: { limits: { heapBytes: '1' } } });
  const { because } = first as { because: { statement: { journal: { outcome: { bound: bigint } } } } };
  const { bound } = because.statement.journal.outcome;
  const under = (heapBytes: bigint) =>
    judge(module, [refusal], { policy: { limits: { heapBytes: heapBytes.toString() } } });
  expect((await under(bound)).kind).toBe('invalid');
  expect((await under(bound + 1n)).because.kind).toBe('compiled');
  const shape = fixture('shape-limit');
  expect((await judge(shape.wasm, [shape.receipt])).because.kind).toBe('compiled');
});

test('a refusal by an image that is not asked for says nothing', async () => {
  const invalid = fixture('invalid');
  const outcome = await judge(invalid.wasm, [invalid.receipt], { asked: [BASELINE] });
  expect(outcome.because.kind).toBe('compiled');
});

test('receipts that do not hold are left aside, whatever is wrong', async () => {
  const flipped = receipt.slice();
  const at = flipped.length >> 1;
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  const junk = [
    new Uint8Array(),
    Uint8Array.of(0xff),
    receipt.subarray(0, 1000),
    flipped,
    fixture('add').receipt,
  ];
  expect((await judge(wasm, junk)).because.kind).toBe('compiled');
  const outcome = await judge(wasm, [...junk, receipt]);
  expect(outcome).toMatchObject({ kind: 'valid', because: { kind: 'proved' } });
  expect((outcome.because as { ignored: unknown[] }).ignored).toHaveLength(junk.length);
});

test('a receipt over the bounds, of a source or an image that is not trusted, is none', async () => {
  expect((await judge(wasm, [receipt], { policy: { maxCycles: '1000' } })).because.kind).toBe('compiled');
  expect((await judge(wasm, [receipt], { policy: { sources: ['tuned'] } })).because.kind).toBe('compiled');
  const { images } = await makePolicy(ALL);
  const revoked = images.map((image) => ({ ...image, status: 'revoked' as const, reason: 'test' }));
  expect((await judge(wasm, [receipt], { policy: { images: revoked } })).because.kind).toBe('compiled');
});

test('who floods the source gains nothing but a few checks', async () => {
  const flood = Array.from({ length: 5000 }, (_, i) => Uint8Array.of(i & 255, i >> 8));
  const outcome = await judge(wasm, [receipt, ...flood], { maxReceipts: 3 });
  expect(outcome.because.kind).toBe('proved');
  expect((await judge(wasm, [...flood, receipt], { maxReceipts: 3 })).because.kind).toBe('compiled');
});

test('receipts that come late are waited for, as long as is said', async () => {
  let looks = 0;
  const receipts = { receiptsFor: async () => (++looks < 3 ? [] : [receipt]) };
  const options = { receipts, waitMilliseconds: 60_000, pollMilliseconds: 1 };
  expect((await judge(wasm, [], options)).because.kind).toBe('proved');
  looks = -1e9;
  expect((await judge(wasm, [], { ...options, waitMilliseconds: 20 })).because.kind).toBe('compiled');
});

test('a judge that would let anything through is refused', async () => {
  const make = (change: object, policy: Policy) => () =>
    receiptJudge({
      policy,
      asked: [FAST_EXEC],
      receipts: { receiptsFor: async () => [] },
      fallback: NATIVE,
      ...change,
    });
  const open = await makePolicy({});
  const whole = await makePolicy({ maxCycles: '1', context: '00'.repeat(32) });
  expect(make({}, whole)).not.toThrow();
  for (const wrong of [
    make({}, open),
    make({ leaveOpen: ['cost'] }, open),
    make({ asked: [] }, whole),
    make({ maxReceipts: 0 }, whole),
  ]) {
    expect(wrong).toThrow(expect.objectContaining({ code: 'judge/options' }));
  }
});

test('an aggregate proves what it holds about the module, and its refusals count as well', async () => {
  const aggregate = bytes('aggregate.receipt');
  const open = { policy: { maxCycles: undefined }, leaveOpen: ['context', 'cost'] as const };
  expect((await judge(wasm, [aggregate], { ...open, asked: [BASELINE] })).because.kind).toBe('proved');
  expect((await judge(wasm, [aggregate], { ...open, asked: [FAST_EXEC] })).because.kind).toBe('compiled');
  const { wasm: invalid } = fixture('invalid');
  expect((await judge(invalid, [aggregate], open)).because.kind).toBe('refusal-proved');
  // The clock is lost in an aggregate, so nothing bounds cycles; instructions are in the journal.
  const under = async (policy: object) =>
    (await judge(wasm, [aggregate], { policy, asked: [BASELINE] })).because.kind;
  expect(await under({})).toBe('compiled');
  expect(await under({ maxCycles: undefined, maxInstructions: '100000000' })).toBe('proved');
  expect(await under({ maxCycles: undefined, maxInstructions: '1000' })).toBe('compiled');
});

test('a source that fails, or never answers, is as one that has nothing: the code is compiled', async () => {
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  const failing = { receiptsFor: () => Promise.reject(new Error('the disk is gone')) };
  expect((await judge(wasm, [], { receipts: failing, onTrouble })).because.kind).toBe('compiled');
  const never = { receiptsFor: () => new Promise<never>(() => undefined) };
  const outcome = await judge(wasm, [], { receipts: never, sourceMilliseconds: 20, onTrouble });
  expect(outcome.because.kind).toBe('compiled');
  expect(troubles.map((error) => (error as Error).name)).toEqual(['Error', 'TimeoutError']);
  // But who is stopped is stopped, and does not begin to compile.
  const stop = new AbortController();
  const judged = receiptJudge({
    policy: await makePolicy(ALL),
    asked: [FAST_EXEC],
    receipts: never,
    fallback: NATIVE,
    leaveOpen: ['context'],
  }).judge(wasm, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(judged).rejects.toThrow('stopped');
});

test('a clock that jumps neither ends the wait for receipts nor makes it longer', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    let looks = 0;
    const receipts = {
      receiptsFor: async () => {
        vi.setSystemTime(looks % 2 === 0 ? '1970-01-01' : '2099-01-01');
        looks += 1;
        return looks < 4 ? [] : [receipt];
      },
    };
    const options = { receipts, waitMilliseconds: 60_000, pollMilliseconds: 1 };
    expect((await judge(wasm, [], options)).because.kind).toBe('proved');
    looks = -1e9;
    expect((await judge(wasm, [], { ...options, waitMilliseconds: 30 })).because.kind).toBe('compiled');
  } finally {
    vi.useRealTimers();
  }
});
