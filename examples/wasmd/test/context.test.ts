import { expect, test } from 'vitest';
import { contextOf } from '../src/context.js';
import { CHAIN_ID, demoContext } from './run/demo.js';

const parts = { chainId: 'one', gatekeeper: 'wasm1g', developer: 'wasm1d', contract: 'counter' };

test('each part changes the context', () => {
  const contexts = new Set([contextOf(parts)]);
  for (const key of Object.keys(parts)) contexts.add(contextOf({ ...parts, [key]: 'other' }));
  expect(contexts.size).toBe(5);
});

test('no part can run over into the next', () => {
  const moved = contextOf({ ...parts, chainId: 'onew', gatekeeper: 'asm1g' });
  expect(moved).not.toBe(contextOf(parts));
});

test('the context of the committed contract stays what its receipt is bound to', async () => {
  expect(CHAIN_ID).toBe('zkcwasm-one');
  expect(await demoContext()).toBe('06ec9c2dc8f20548f3b6097a7b8e781166c603b030ab6e713b6220a20e6b6ff6');
});
