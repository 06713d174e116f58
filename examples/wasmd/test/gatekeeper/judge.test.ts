import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Gate, judge, ProvedRefusal } from '../../src/gatekeeper/judge.js';
import { codeOf } from '../codeOf.js';
import { CHAIN_ID, committed, contract, demoPolicy, FIXTURE } from '../run/demo.js';
import { keyNamed } from '../run/keys.js';

const gatekeeper = (await keyNamed('gatekeeper')).address;
const developer = (await keyNamed('developer')).address;

async function gate(): Promise<Gate> {
  const store = mkdtempSync(join(tmpdir(), 'zkcwasm-gate-'));
  return { chainId: CHAIN_ID, gatekeeper, policy: await demoPolicy(), store };
}

const submission = (name: string) => ({
  developer,
  contract: 'counter',
  wasm: committed(`${name}.wasm`),
  receipt: committed(`${name}.receipt`),
});

test('a bomb is refused with its proof, which is kept', async () => {
  const here = await gate();
  const error = await judge(here, submission('shape-limit')).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProvedRefusal);
  const { code, message, entry } = error as ProvedRefusal;
  expect(code).toBe('gate/proved-refusal');
  expect(message).toContain('shape limit (functionBranches)');
  expect(new Uint8Array(readFileSync(join(entry, 'receipt')))).toEqual(committed('shape-limit.receipt'));
});

test('a valid receipt for another context is refused, and nothing is kept', async () => {
  const here = await gate();
  expect(await codeOf(judge(here, submission('add')))).toBe('gate/context');
  await expect(judge(here, submission('add'))).rejects.toThrow(/--context [0-9a-f]{64}/);
  expect(readdirSync(here.store)).toEqual([]);
});

test('a receipt of another file, a damaged one, one that is cut, none', async () => {
  const here = await gate();
  const add = submission('add');
  expect(await codeOf(judge(here, { ...add, wasm: contract() }))).toBe('wasm/mismatch');
  const flipped = add.receipt.slice();
  flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
  expect(await codeOf(judge(here, { ...add, receipt: flipped }))).toMatch(/^seal\//);
  expect(await codeOf(judge(here, { ...add, receipt: add.receipt.slice(0, -1) }))).toMatch(/^receipt\//);
  expect(await codeOf(judge(here, { ...add, receipt: new Uint8Array() }))).toMatch(/^receipt\//);
  expect(await codeOf(judge(here, { ...add, receipt: committed('aggregate.receipt') }))).toBe(
    'receipt/aggregate',
  );
  expect(readdirSync(here.store)).toEqual([]);
});

test('an image that the policy does not trust', async () => {
  const here = await gate();
  const tuned = { ...submission('add'), receipt: committed('tuned.receipt') };
  expect(await codeOf(judge(here, tuned))).toBe('image/source');
  const other = { ...here, policy: { maxCycles: '1', images: [] } };
  expect(await codeOf(judge(other, submission('shape-limit')))).toBe('image/unknown');
});

test('the contract is admitted for its developer and name alone', async () => {
  const here = await gate();
  const receipt = new Uint8Array(readFileSync(FIXTURE.receipt));
  const wish = { developer, contract: 'counter', wasm: contract(), receipt };
  const admitted = await judge(here, wish);
  expect(admitted.cycles).toBeGreaterThan(0n);
  expect(readdirSync(admitted.entry)).toContain('receipt');
  const other = (await keyNamed('other')).address;
  expect(await codeOf(judge(here, { ...wish, developer: other }))).toBe('gate/context');
  expect(await codeOf(judge(here, { ...wish, contract: 'other' }))).toBe('gate/context');
  expect(await codeOf(judge({ ...here, chainId: 'other' }, wish))).toBe('gate/context');
  expect(await codeOf(judge({ ...here, gatekeeper: other }, wish))).toBe('gate/context');
  const strict = { ...here, policy: { ...here.policy, maxCycles: '1' } };
  expect(await codeOf(judge(strict, wish))).toBe('policy/cycles');
});
