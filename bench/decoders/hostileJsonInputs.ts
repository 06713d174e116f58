/** Hostile JSON up to a size: very many, very long or very deep values in place of each field, or of the whole. */
import type { HostileInput } from './hostileInput.js';

const SIZES = [200, 1 << 12, 1 << 16, 1 << 20];
/** Items of a list that is as long as the size allows. */
const ITEMS = [
  '1',
  '-1',
  '1e999',
  '""',
  '"*"',
  '"a::b"',
  '"::"',
  '"\\ud800"',
  '"\\u0061::\\u0062"',
  'null',
  'true',
  '[]',
  '[[]]',
  '{}',
  '{"a":1}',
  '["",""]',
  '["a","*"]',
  '["*","a"]',
  '[1,1]',
  '{"__proto__":1}',
];
/** Before, again and again, and after. */
const NESTED: [string, string, string, string][] = [
  ['arrays', '[', '', ']'],
  ['arrays left open', '[', '', ''],
  ['objects', '{"a":', '1', '}'],
  ['objects left open', '{"a":', '', ''],
];

/**
 * @param good the fields of a value that is taken
 * @param lists names of fields that are lists: they are tried with distinct items as well
 * @param limit most bytes
 */
export function* hostileJsonInputs(
  good: Record<string, unknown>,
  lists: readonly string[],
  limit: number,
): Generator<HostileInput> {
  const sizes = [...SIZES.filter((size) => size < limit), limit];
  for (const size of sizes) {
    for (const [name, value] of values(size - JSON.stringify(good).length - 64)) {
      yield input(`the whole: ${name}`, value, limit);
      for (const field of paths(good))
        yield input(`${field.join('.')}: ${name}`, put(good, field, value), limit);
    }
    for (const field of lists) {
      for (const [name, item] of distinct) {
        const items = fillUp(size - 512, item);
        yield input(`${field}: ${name}`, put(good, [field], `[${items.join(',')}]`), limit);
        yield input(
          `${field}: ${name}, backwards`,
          put(good, [field], `[${items.reverse().join(',')}]`),
          limit,
        );
        yield input(
          `${field}: ${name}, then a wrong one`,
          put(good, [field], `[${items.join(',')},0]`),
          limit,
        );
        yield input(
          `${field}: ${name}, ten thousand`,
          put(good, [field], `[${items.slice(0, 10_000).join(',')}]`),
          limit,
        );
      }
    }
    const whole = JSON.stringify(good);
    yield input('much space', `${' '.repeat(Math.max(0, size - whole.length))}${whole}`, limit);
    yield input('a byte order mark', `\ufeff${whole}`, limit);
    for (const byte of [0, 0x22, 0x5b, 0x7b, 0x80, 0xc3, 0xff]) {
      yield { name: `only ${byte}`, bytes: new Uint8Array(size).fill(byte) };
    }
  }
  const whole = Buffer.from(JSON.stringify(good));
  for (let i = 0; i < 2000; i += 1) {
    const bytes = new Uint8Array(whole);
    bytes[(i * 7919) % bytes.length] = (i * 104_729) & 0xff;
    yield { name: `good, change ${i}`, bytes };
    yield { name: `good, cut ${i % whole.length}`, bytes: bytes.subarray(0, i % whole.length) };
  }
}

const long = 'x'.repeat(300);
/** Items that are all different: short, with what they share in front, and with what they share behind. */
const distinct: [string, (i: number) => string][] = [
  ['distinct', (i) => `"a::${i}"`],
  ['distinct, alike at first', (i) => `"${long}::${long}${i}"`],
  ['distinct modules', (i) => `"${i}::${long}"`],
  ['distinct pairs', (i) => `["${i}","${i}"]`],
];

function* values(size: number): Generator<[string, string]> {
  if (size <= 0) return;
  for (const item of ITEMS) yield [`a list of ${item}`, `[${repeat(`${item},`, size)}${item}]`];
  yield ['distinct keys', `{${fillUp(size, (i) => `"k${i}":1`).join(',')}}`];
  yield ['keys that are numbers', `{${fillUp(size, (i) => `"${(i * 7919) % 100_000_007}":1`).join(',')}}`];
  yield ['keys known to every object', `{${repeat('"__proto__":1,"constructor":1,', size)}"toString":1}`];
  yield ['known keys again and again', `{${repeat('"functions":1,"flat":1,', size)}"operators":1}`];
  yield ['a long key', `{"${'k'.repeat(size)}":1}`];
  for (const unit of ['x', '0', 'a::', '::', '*', 'é', '\\u0061', '\\ud800', '\\"']) {
    yield [`a long text of ${unit}`, `"${repeat(unit, size)}"`];
  }
  yield ['a long number', `1${'0'.repeat(size)}`];
  yield ['a long fraction', `0.${'3'.repeat(size)}`];
  yield ['a long text left open', `"${'x'.repeat(size)}`];
  for (const [name, open, inside, close] of NESTED) {
    const depth = Math.floor(size / (open.length + close.length));
    yield [`${name} within each other`, `${open.repeat(depth)}${inside}${close.repeat(depth)}`];
  }
}

/** As many items as fit. */
function fillUp(size: number, item: (i: number) => string): string[] {
  const items: string[] = [];
  for (let left = size, i = 0; ; i += 1) {
    const next = item(i);
    left -= next.length + 1;
    if (left < 0) return items;
    items.push(next);
  }
}

function repeat(unit: string, size: number): string {
  return unit.repeat(Math.max(0, Math.floor(size / unit.length)));
}

/** Every field, and every field of a field. */
function paths(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...paths(inner).map((path) => [key, ...path]),
  ]);
}

/** The JSON of an object with the field at a path replaced by JSON. */
function put(good: object, [first = '', ...rest]: string[], json: string): string {
  const fields = Object.entries(good).map(([key, value]: [string, unknown]) => {
    if (key !== first) return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    const inner =
      rest.length === 0 || typeof value !== 'object' || value === null ? json : put(value, rest, json);
    return `${JSON.stringify(key)}:${inner}`;
  });
  const text = fields.join(',');
  return Array.isArray(good) ? `[${text.replaceAll(/"\d+":/g, '')}]` : `{${text}}`;
}

function input(name: string, json: string, limit: number): HostileInput {
  const bytes = new Uint8Array(Buffer.from(json));
  return { name, bytes: bytes.subarray(0, limit) };
}
