import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { imageListDigest, knownImages, makePolicy } from '../../src/index.js';

test('numbers become bigint, patterns a canonical list', async () => {
  const policy = await makePolicy({
    images: [],
    limits: { functions: 10, heapBytes: '18446744073709551615' },
    metering: { deepestStackBytes: 65536 },
    imports: ['env::b', ['a::b', 'c'], 'env::*'],
    price: { flat: 0, perMegacycle: '7', knee: 1, doublingCycles: 2 },
    maxPrice: 1000,
  });
  expect(policy.limits).toEqual({ functions: 10n, heapBytes: 18446744073709551615n });
  expect(policy.metering).toEqual({ deepestStackBytes: 65536n });
  expect(policy.imports?.patterns).toEqual([
    { module: 'a::b', name: 'c' },
    { module: 'env', name: '*' },
    { module: 'env', name: 'b' },
  ]);
  expect(policy.price).toEqual({ flat: 0n, perMegacycle: 7n, knee: 1n, doublingCycles: 2n });
  expect(policy.maxPrice).toBe(1000n);
});

test.each([
  { limits: { nonsense: 1 } },
  { limits: { functions: -1 } },
  { limits: { functions: 1.5 } },
  { limits: { functions: 'none' } },
  { limits: { functions: null } },
  { limits: [] },
  { metering: { cycles: 1 } },
  { metering: { operators: '1e3' } },
  { imports: 'env::log' },
  { imports: ['env'] },
  { imports: ['*::log'] },
  { imports: [['env']] },
  { imports: [['env', 'log', 'more']] },
  { imports: [['env', '\ud800']] },
  { imports: [1] },
  { imports: Array.from({ length: 10_001 }, (_, i) => `env::${i}`) },
  { price: {} },
  { price: { flat: 1 } },
  { price: { flat: 1, perMegacycle: 1, perCycle: 1 } },
  { price: { flat: 1, perMegacycle: 1, knee: 1 } },
  { price: { flat: 1, perMegacycle: 1, doublingCycles: 1 } },
  { price: { flat: 1, perMegacycle: 1, knee: 1, doublingCycles: 0 } },
  { price: { flat: -1, perMegacycle: 1 } },
  { price: { flat: 1, perMegacycle: 1, of: 'cycles' } },
  { maxInstructions: -1 },
  { maxInstructions: '1e9' },
  { maxPrice: 1 },
  { sources: [] },
  { sources: ['mine'] },
  { sources: 'tuned' },
  { imageList: 'AB'.repeat(32) },
  { imageList: 'ab' },
])('a policy that is not one: %j', async (input) => {
  expect(await codeOf(makePolicy({ images: [], ...input }))).toBe('policy/invalid');
});

test('the error names the place', async () => {
  await expect(makePolicy({ limits: { functions: -1 } })).rejects.toThrow('limits.functions');
  await expect(makePolicy({ limits: { nonsense: 1 } })).rejects.toThrow('nonsense');
});

test('a source that does not exist is named', async () => {
  await expect(makePolicy({ sources: ['upstream', 'min\u001be'] })).rejects.toThrow(
    'sources.1: there is no source "min\\u001be", only upstream, tuned',
  );
  expect((await makePolicy()).sources).toEqual(['upstream']);
});

test('an image that is described twice, differently, is no image', async () => {
  const [image, other] = await knownImages();
  const described = (second: object) =>
    codeOf(makePolicy({ images: [image, other, { ...image, ...second }] }));
  expect(await described({ source: 'upstream' })).toBe('policy/invalid');
  expect(await described({})).toBe('accepted');
  expect(await described({ status: 'revoked' })).toBe('accepted');
});

test('the list of images can be pinned', async () => {
  const images = await knownImages();
  const imageList = imageListDigest(images);
  expect((await makePolicy({ imageList })).images).toEqual(images);
  expect(await codeOf(makePolicy({ imageList: 'ab'.repeat(32) }))).toBe('policy/image-list');
  await expect(makePolicy({ imageList: 'ab'.repeat(32) })).rejects.toThrow(imageList);
  expect(await codeOf(makePolicy({ imageList, images: images.slice(1) }))).toBe('policy/image-list');
});

describe('keys that objects have of themselves', () => {
  const image = '{"imageId": "x"}';
  const places: [name: string, json: (key: string) => string][] = [
    ['policy', (key) => `{"images": [], ${key}: 1}`],
    ['limits', (key) => `{"images": [], "limits": {${key}: 1}}`],
    ['metering', (key) => `{"images": [], "metering": {"operators": 7, ${key}: 1}}`],
    ['price', (key) => `{"images": [], "price": {"flat": 1, "perMegacycle": 1, ${key}: 1}}`],
    ['images.0', (key) => `{"images": [{${key}: 1, ${image.slice(1)}]}`],
    [
      'images.0.compiler',
      (key) => JSON.stringify({ images: [known] }).replace('"version":', `${key}:1,"version":`),
    ],
  ];
  const known = {
    imageId: 'a'.repeat(64),
    name: 'image',
    elfHash: 'b'.repeat(64),
    compiler: { name: 'wasmtime', version: '48.0.8' },
    source: 'upstream',
    target: 'x86_64-unknown-linux-gnu',
    profile: 'c'.repeat(64),
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    status: 'active',
  };
  const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'prototype'];

  test.each(places)('in %s: refused by name', async (place, json) => {
    for (const key of keys) {
      const input: unknown = JSON.parse(json(JSON.stringify(key)));
      const where = place === 'policy' ? 'policy' : place;
      await expect(makePolicy(input)).rejects.toMatchObject({
        code: 'policy/invalid',
        message: `the policy is not valid: ${where}: unknown key "${key}"`,
      });
    }
  });

  test('a prototype is not read', async () => {
    for (const input of [
      { images: [], limits: Object.create({ functions: 1 }) as object },
      Object.create({ maxCycles: 1 }) as object,
      { images: [], price: { __proto__: { flat: 1, perMegacycle: 1 } } },
    ]) {
      expect(await codeOf(makePolicy(input))).toBe('policy/invalid');
    }
    const bare = Object.assign(Object.create(null) as object, { images: [], maxCycles: 3 });
    expect((await makePolicy(bare)).maxCycles).toBe(3n);
  });
});

test('of very many faults, the first is told, in few words', async () => {
  const many = <T>(item: T) => Array.from({ length: 200_000 }, () => item);
  const keys = Object.fromEntries(many(1).map((one, i) => [`key${i}`, one]));
  for (const [input, message] of [
    [{ images: many(1) }, 'images.0: must be an object'],
    [{ images: [], imports: many(1) }, 'imports.0: must be MODULE::NAME, or a pair of module and name'],
    [{ images: [], targets: many(1) }, 'targets.0: Invalid input: expected string, received number'],
    [keys, 'policy: unknown key "key0"'],
    [{ images: [], limits: keys }, 'limits: unknown key "key0"'],
    [{ ['x'.repeat(1 << 20)]: 1 }, `policy: unknown key "${'x'.repeat(64)}"...`],
  ] as const) {
    await expect(makePolicy(input)).rejects.toMatchObject({
      code: 'policy/invalid',
      message: `the policy is not valid: ${message}`,
    });
  }
  await expect(makePolicy({ images: [], imports: ['x'.repeat(1 << 20)] })).rejects.toMatchObject({
    message: expect.stringMatching(/^.{1,200}$/) as string,
  });
});
