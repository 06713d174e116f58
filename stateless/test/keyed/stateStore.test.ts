import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { StateStore } from '../../src/keyed/stateStore.js';
import { bytesOf, entries, keyNumber, randomChanges, seeded, text } from './entries.js';

const backend = new KeyedBackend();
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};
let folder: string;
let store: StateStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stateless-state-'));
  store = await StateStore.open(join(folder, 'state'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a state on disk gives the same roots, proofs and witnesses as one in memory, after opening anew as well', async () => {
  const random = seeded('store');
  let memory = backend.build(entries(30));
  let saved = store.at(backend.emptyRoot).apply(entries(30));
  store.save('head', saved);
  for (let block = 0; block < 6; block += 1) {
    await store.close();
    store = await StateStore.open(join(folder, 'state'));
    saved = store.at(store.root('head') as Uint8Array);
    const changes = randomChanges(random, 1 + random(6), 40);
    const keys = [keyNumber(random(40)), keyNumber(random(40))];
    expect(Buffer.compare(saved.prove(keys), memory.prove(keys))).toBe(0);
    const [a, b] = [saved.record(), memory.record()];
    for (const key of keys) expect(text(a.get(key))).toBe(text(b.get(key)));
    const [x, y] = [a.finish(changes), b.finish(changes)];
    expect(Buffer.compare(x.witness, y.witness)).toBe(0);
    expect(text(x.post.root())).toBe(text(y.post.root()));
    saved = x.post as typeof saved;
    memory = y.post as typeof memory;
    store.save('head', saved);
  }
});

test('an earlier root stays readable beside a later one, as reorganisations need it', () => {
  const first = store.at(backend.emptyRoot).apply(entries(12));
  store.save('1', first);
  const second = first.apply(new Map([[text(keyNumber(3)), bytesOf('other')]]));
  store.save('2', second);
  expect(text(store.at(first.root()).get(keyNumber(3)))).toBe(text(bytesOf('value 3')));
  expect(text(store.at(second.root()).get(keyNumber(3)))).toBe(text(bytesOf('other')));
  expect(store.root('3')).toBeUndefined();
});

test('a root that was not saved, and what is no database, are told', async () => {
  expect(code(() => store.at(bytesOf('none')))).toBe('state/missing-node');
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'data.mdb'), 'not a database, but long enough to be taken for one'.repeat(400));
  const refused = await StateStore.open(other).then(
    () => 'opened',
    (error: { code?: string }) => error.code,
  );
  expect(refused).toBe('state/unavailable');
});
