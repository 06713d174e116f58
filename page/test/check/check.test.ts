import { expect, test } from 'vitest';
import { check } from '../../src/check/check.js';
import { kindOf } from '../../src/check/files.js';
import type { Inputs, Report, Step } from '../../src/check/report.js';
import { given, inputs } from './given.js';

const run = (what: Inputs): Promise<Report> => check(what, () => undefined);
const codeOf = async (what: Inputs): Promise<string> => {
  const report = await run(what);
  return report.verdict === 'refused' ? report.refused.code : 'verified';
};
const add = () => [given('add.wasm')];
const text = (body: string, name = 'policy.json') => new File([body], name);

test('a receipt with module and artifact, step by step', async () => {
  const steps: Step[] = [];
  const what = inputs(given('add.receipt'), add(), { artifacts: [given('add.cwasm')] });
  const report = await check(what, (step) => void steps.push(step));
  expect(steps).toEqual(['read', 'decode', 'policy', 'proof', 'artifact']);
  if (report.verdict === 'refused') throw new Error(report.refused.message);
  const [only, ...more] = report.statements;
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    cycles: '1891589',
    sealKind: 'stark',
    module: 'add.wasm',
    artifact: 'add.cwasm',
  });
  expect(report).toMatchObject({ others: 0, unused: [], ownPolicy: false });
});

test('tuned images and refusals only where that was said, and a policy file says it alone', async () => {
  const receipt = given('tuned.receipt');
  expect(await codeOf(inputs(receipt, add()))).toBe('verified');
  expect(await codeOf(inputs(receipt, add(), { trustTuned: false }))).toBe('image/source');
  const tuned = text('{"sources":["tuned"]}');
  expect(await codeOf(inputs(receipt, add(), { trustTuned: false, policy: tuned }))).toBe('verified');
  expect(await codeOf(inputs(receipt, add(), { policy: text('{}') }))).toBe('image/source');
  const refusal = () => inputs(given('invalid.receipt'), [given('invalid.wasm')]);
  expect(await codeOf(refusal())).toBe('policy/rejected-module');
  expect(await codeOf({ ...refusal(), takeRefusals: true })).toBe('verified');
});

test('another module, another artifact, one that was changed, one of a refusal', async () => {
  const receipt = given('add.receipt');
  expect(await codeOf(inputs(receipt, [given('invalid.wasm')]))).toBe('wasm/mismatch');
  const flipped = given('add.cwasm', (bytes) => bytes.with(5000, (bytes[5000] ?? 0) ^ 1));
  for (const artifact of [given('crypto-primitives.cwasm'), flipped]) {
    expect(await codeOf(inputs(receipt, add(), { artifacts: [artifact] }))).toBe('artifact/mismatch');
  }
  const refused = inputs(given('invalid.receipt'), [given('invalid.wasm')], { takeRefusals: true });
  expect(await codeOf({ ...refused, artifacts: [given('add.cwasm')] })).toBe('artifact/missing');
});

test('of several modules, the one that the receipt is about; the others are named', async () => {
  const report = await run(inputs(given('add.receipt'), [given('invalid.wasm'), ...add()]));
  expect(report).toMatchObject({ verdict: 'verified', unused: ['invalid.wasm'] });
});

test('an aggregate: the statements about the modules at hand, and how many others there are', async () => {
  const modules = [...add(), given('shape-limit.wasm')];
  const report = await run(inputs(given('aggregate.receipt'), modules, { artifacts: [given('add.cwasm')] }));
  if (report.verdict === 'refused') throw new Error(report.refused.message);
  expect(report.statements).toHaveLength(1);
  expect(report.statements[0]).toMatchObject({
    module: 'add.wasm',
    sealKind: 'aggregate',
    artifact: 'add.cwasm',
  });
  expect(report.statements[0]?.cycles).toBeUndefined();
  expect(report.others).toBeGreaterThan(0);
  expect(report.unused).toEqual(['shape-limit.wasm']);
  expect(await codeOf(inputs(given('aggregate.receipt'), [given('shape-limit.wasm')]))).toBe('wasm/mismatch');
});

test('damaged receipts: a code each, and what they claim only where they can be read', async () => {
  const flip = (at: number) => given('add.receipt', (bytes) => bytes.with(at, (bytes[at] ?? 0) ^ 1));
  const damaged = [
    given('add.receipt', (bytes) => bytes.subarray(0, 1000)),
    given('add.receipt', () => new Uint8Array()),
    given('add.receipt', (bytes) => Uint8Array.from([...bytes.subarray(0, 100), ...bytes])),
    given('add.wasm'),
    flip(70),
    flip(300),
    flip(600_000),
  ];
  for (const receipt of damaged) {
    const report = await run(inputs(receipt, add()));
    expect(report.verdict).toBe('refused');
  }
  const forged = await run(inputs(flip(600_000), add()));
  expect(forged).toMatchObject({
    refused: { claims: { sealKind: 'stark', statements: [{ wasmBytes: '41' }] } },
  });
  const cut = await run(
    inputs(
      given('add.receipt', (bytes) => bytes.subarray(0, 1000)),
      add(),
    ),
  );
  expect(cut).toMatchObject({ refused: { code: 'receipt/malformed', claims: undefined } });
});

test('files that are too large, cannot be read, or are no policy', async () => {
  const huge = { name: 'huge', size: 2 ** 40, arrayBuffer: () => Promise.reject(new Error('too large')) };
  const gone = { name: 'gone', size: 1, arrayBuffer: () => Promise.reject(new Error('gone')) };
  expect(await codeOf(inputs(huge as unknown as File, add()))).toBe('input/too-large');
  expect(await codeOf(inputs(given('add.receipt'), [huge as unknown as File]))).toBe('input/too-large');
  expect(await codeOf(inputs(given('add.receipt'), [gone as unknown as File]))).toBe('input/unreadable');
  for (const body of [
    '',
    '{',
    '[]',
    '{"maxCycles":-1}',
    '{"unknown":1}',
    '{"__proto__":{"sources":["tuned"]}}',
  ]) {
    expect(await codeOf(inputs(given('add.receipt'), add(), { policy: text(body) }))).toMatch(
      /^policy\/invalid$/,
    );
  }
  expect(await codeOf(inputs(given('add.receipt'), add(), { policy: text('{"maxCycles":"1"}') }))).toBe(
    'policy/cycles',
  );
});

test('files are told apart by what they hold, and by their names where that says nothing', async () => {
  const kinds = ['add.receipt', 'aggregate.receipt', 'add.wasm', 'add.cwasm', 'policy.json'];
  expect(await Promise.all(kinds.map((name) => kindOf(given(name))))).toEqual([
    'receipt',
    'receipt',
    'module',
    'artifact',
    'policy',
  ]);
  const wasm = await given('add.wasm').arrayBuffer();
  expect(await kindOf(new File([wasm], 'called.receipt'))).toBe('module');
  expect(await kindOf(new File([''], 'empty.receipt'))).toBe('receipt');
  expect(await kindOf(new File(['  {}'], 'rules'))).toBe('policy');
  expect(await kindOf(new File(['hello'], 'notes.txt'))).toBeUndefined();
});
