import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Decisions, type GrantedDecision } from '../../src/gatekeeper/decisions.js';
import { codeOf } from '../codeOf.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'zkcwasm-decisions-'));
const granted: GrantedDecision = {
  decision: 'granted',
  developer: 'wasm1d',
  contract: 'counter',
  codeHash: 'ab'.repeat(32),
  context: 'cd'.repeat(32),
  until: 1000,
  transaction: 'EF',
  height: 3,
  entry: 'store/entry',
};

test('decisions are there after a restart, and open grants are those that have not ended', async () => {
  const at = folder();
  const before = await Decisions.open(at);
  await before.put('one', granted);
  await before.put('two', { decision: 'refused', error: { code: 'gate/context', message: 'for another' } });
  const after = await Decisions.open(at);
  expect(after.of('one')).toEqual(granted);
  expect(after.of('two')?.decision).toBe('refused');
  expect(after.of('three')).toBeUndefined();
  expect(after.open('wasm1d', 999)).toEqual([granted]);
  expect(after.open('wasm1d', 1000)).toEqual([]);
  expect(after.open('wasm1e', 0)).toEqual([]);
});

test('a decision is made once', async () => {
  const at = folder();
  const decisions = await Decisions.open(at);
  await decisions.put('one', granted);
  expect(await codeOf(decisions.put('one', { ...granted, until: 5 }))).toBe('output/exists');
  expect((await Decisions.open(at)).of('one')).toEqual(granted);
  expect(readdirSync(at)).toEqual(['one.json']);
});

test('what is no decision stops the gatekeeper; what a killed one left behind does not', async () => {
  const at = folder();
  writeFileSync(join(at, '.pending-1-ab'), 'half');
  expect(await codeOf(Decisions.open(at))).toBe('none');
  writeFileSync(join(at, 'one.json'), '{"decision":"granted"}');
  expect(await codeOf(Decisions.open(at))).toBe('file/malformed');
  expect(await codeOf(Decisions.open(join(at, 'one.json')))).toBe('file/unwritable');
});
