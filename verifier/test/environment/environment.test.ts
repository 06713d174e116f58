import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEnvironment, codeOf, environment } from '../../../testkit/made/schedules.js';
import { EnvironmentError, makeImportList, toHex } from '../../src/index.js';
import {
  decodeEnvironment,
  type Environment,
  encodeEnvironment,
  environmentHash,
  environmentJson,
  environmentSchema,
} from '../../src/schedule/index.js';

test('an environment decodes from its bytes, and has one byte string', () => {
  fc.assert(
    fc.property(anyEnvironment, (made) => {
      const bytes = encodeEnvironment(made);
      const decoded = decodeEnvironment(bytes);
      expect(decoded).toEqual(made);
      expect(toHex(encodeEnvironment(decoded))).toBe(toHex(bytes));
    }),
  );
});

test('an environment is the same through its JSON', () => {
  fc.assert(
    fc.property(anyEnvironment, (made) => {
      const json: unknown = JSON.parse(JSON.stringify(environmentJson(made)));
      expect(environmentHash(environmentSchema.parse(json))).toBe(environmentHash(made));
    }),
  );
});

const other = new Uint8Array(32).fill(9);
const differences: [string, Partial<Environment>][] = [
  ['compiler name', { compiler: { name: 'other', version: '48.0.8' } }],
  ['compiler version', { compiler: { name: 'wasmtime', version: '48.0.9' } }],
  ['image ID', { imageId: other }],
  ['profile', { profile: other }],
  ['target', { target: 'aarch64-unknown-linux-gnu' }],
  ['limit', { limits: { functions: 10_001n, heapBytes: 536_870_912n } }],
  ['set of limits', { limits: { functions: 10_000n } }],
  ['import list', { imports: other }],
  ['host-API version', { hostApi: 2 }],
  ['stack limit', { stackBytes: 1n }],
  ['memory limit', { memoryBytes: 1n }],
];
test.each(differences)('another %s is another environment', (_, changes) => {
  expect(environmentHash(environment(changes))).not.toBe(environmentHash(environment()));
});

test('what moves from one name to the next is another environment', () => {
  const split = (name: string, version: string) =>
    environmentHash(environment({ compiler: { name, version } }));
  expect(split('wasmtime4', '8.0.8')).not.toBe(split('wasmtime', '48.0.8'));
});

test('the order in which limits are written makes no difference', () => {
  const { limits } = environment();
  const reversed = Object.fromEntries(Object.entries(limits).reverse());
  expect(environmentHash(environment({ limits: reversed }))).toBe(environmentHash(environment()));
});

test('an import list in JSON is a list of patterns, or its digest', () => {
  const imports = ['env::log', 'chain::*'];
  const json = { ...environmentJson(environment()), imports };
  expect(environmentSchema.parse(json).imports).toEqual(makeImportList(imports).digest);
  expect(environmentSchema.safeParse({ ...json, imports: ['no pattern'] }).success).toBe(false);
  expect(environmentSchema.safeParse({ ...json, imports: 'ab' }).success).toBe(false);
});

test('every cut, and bytes behind the end, are refused', () => {
  const whole = encodeEnvironment(environment());
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => decodeEnvironment(whole.slice(0, length))).toThrow(EnvironmentError);
  }
  expect(codeOf(() => decodeEnvironment(Uint8Array.of(...whole, 0)))).toBe('environment/malformed');
});

test('a newer version is named as such', () => {
  const newer = encodeEnvironment(environment());
  newer[20] = 2;
  expect(codeOf(() => decodeEnvironment(newer))).toBe('environment/version');
});

const wrong: [string, Partial<Environment>][] = [
  ['an empty name', { target: '' }],
  ['a name with a space', { compiler: { name: 'wasm time', version: '1' } }],
  ['a name of 256 characters', { target: 'x'.repeat(256) }],
  ['a name that is not ASCII', { target: 'é' }],
  ['an image ID of 31 bytes', { imageId: new Uint8Array(31) }],
  ['a host-API version of 33 bits', { hostApi: 2 ** 32 }],
  ['a host-API version that is no whole number', { hostApi: 1.5 }],
  ['a negative stack', { stackBytes: -1n }],
  ['a memory of 65 bits', { memoryBytes: 1n << 64n }],
  ['a limit of 65 bits', { limits: { functions: 1n << 64n } }],
  ['an unknown limit', { limits: { nothing: 1n } as Environment['limits'] }],
];
test.each(wrong)('%s does not encode', (_, changes) => {
  expect(codeOf(() => encodeEnvironment(environment(changes)))).toBe('environment/invalid');
});
