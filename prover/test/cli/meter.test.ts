/** `zkcwasm meter` with an engine that answers from the request: limits, imports, price, and what is said of refusals. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { makeImportList, toHex } from '../../../verifier/src/index.js';
import { encodeLimits, NO_IMPORTS } from '../../../verifier/src/internal.js';
import { sha256 } from '../../../verifier/src/node.js';
import { DEFAULT_LIMITS, instructionsWithin, limitsJson } from '../../src/limits.js';

const engine = new URL('../metering-engine.mjs', import.meta.url).pathname;
/** (module (import "env" "log" (func)) (import "a b" "\u{202e}x" (func))) */
const wasm = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0],
  ...[2, 22, 2, 3, 0x65, 0x6e, 0x76, 3, 0x6c, 0x6f, 0x67, 0, 0],
  ...[3, 0x61, 0x20, 0x62, 4, 0xe2, 0x80, 0xae, 0x78, 0, 0],
);
const [FIRST_IMPORT, SECOND_IMPORT] = [17, 27];
let folder: string;
let module: string;

beforeAll(() => {
  folder = temporaryFolder('meter');
  module = file('module.wasm', wasm);
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function meter(args: string[], outcome?: Record<string, string>) {
  const env = {
    ZKCWASM_ENGINE: engine,
    ...(outcome === undefined ? {} : { METERING: JSON.stringify(outcome) }),
  };
  return proverCommand(['meter', module, ...args], { env });
}

async function json(args: string[], outcome?: Record<string, string>): Promise<Record<string, unknown>> {
  return JSON.parse((await meter([...args, '--json'], outcome)).out) as Record<string, unknown>;
}

const digest = (...patterns: string[]) => toHex(makeImportList(patterns).digest);

describe('limits', () => {
  test('all defaults are in force, and no imports allowed', async () => {
    expect(await json([])).toMatchObject({
      outcome: 'compiled',
      limits: limitsJson(DEFAULT_LIMITS),
      imports: toHex(NO_IMPORTS.digest),
    });
  });

  test('of instructions, from the cycles where none is given', async () => {
    expect(await json(['--max-cycles', '5000000'])).toMatchObject({ limits: { instructions: '3950000' } });
    const given = ['--max-cycles', '5000000', '--limit', 'instructions=7'];
    expect(await json(given)).toMatchObject({ limits: { instructions: '7' } });
    const lifted = await json(['--max-cycles', '5000000', '--limit', 'instructions=none']);
    expect(lifted.limits).not.toHaveProperty('instructions');
  });

  test('set, lifted, and heapBytes by its other name', async () => {
    const args = [
      '--limit',
      'functions=7',
      '--limit',
      'types=none',
      '--max-memory',
      '5000',
      '--limit',
      'imports=0',
    ];
    const { types: _, ...rest } = limitsJson(DEFAULT_LIMITS);
    expect((await json(args)).limits).toEqual({ ...rest, functions: '7', heapBytes: '5000', imports: '0' });
  });

  test('help lists them with their defaults', async () => {
    const { code, out } = await proverCommand(['meter', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('functionBytes=196608');
  });

  test.each([
    [['--limit', 'nonsense=1']],
    [['--limit', 'functions']],
    [['--limit', 'functions=']],
    [['--limit', 'functions=-1']],
    [['--limit', 'functions=1e3']],
    [['--limit', 'functions=18446744073709551616']],
    [['--limit', 'functions=1', '--limit', 'functions=2']],
    [['--limit', 'heapBytes=1', '--max-memory', '1']],
    [['--allow-import', 'env']],
    [['--allow-import', '*::log']],
  ])('wrong usage %j has exit code 2', async (args) => {
    expect((await meter(args)).code).toBe(2);
  });
});

describe('imports', () => {
  test('from the command line, a file, or both', async () => {
    const list = file('imports', '# host functions\n\n env::log \r\nenv::#hash\na::b::c\n');
    expect((await json(['--allow-import', 'b::*', '--allow-import', 'a::*'])).imports).toBe(
      digest('a::*', 'b::*'),
    );
    expect((await json(['--import-list', list])).imports).toBe(digest('a::b::c', 'env::#hash', 'env::log'));
    expect((await json(['--import-list', list, '--allow-import', '*'])).imports).toBe(
      digest('*', 'a::b::c', 'env::#hash', 'env::log'),
    );
  });

  test('a bad line is named, with exit code 2', async () => {
    const { code, out } = await meter(['--import-list', file('bad', 'env::log\nenv\n'), '--json']);
    expect(code).toBe(2);
    const { error } = JSON.parse(out) as { error: { code: string; message: string } };
    expect(error.code).toBe('imports/pattern');
    expect(error.message).toContain('bad:2: ');
  });

  test('a file that is not there', async () => {
    const { code, out } = await meter(['--import-list', join(folder, 'none'), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'input/unreadable' } });
  });

  const reason = 'import not allowed';

  test('one that is not allowed is named, and how to allow it', async () => {
    const outcome = { reason, offset: `${FIRST_IMPORT}`, value: '0' };
    const { deniedImport } = await json([], outcome);
    expect(deniedImport).toMatchObject({ index: '0', module: 'env', name: 'log' });
    const plain = await meter([], outcome);
    expect(plain.code).toBe(0);
    expect(plain.out).toContain('--allow-import env::log');
  });

  test('a name that turns text around is spelt out on a terminal, and not for others', async () => {
    const outcome = { reason, offset: `${SECOND_IMPORT}`, value: '1' };
    expect((await json([], outcome)).deniedImport).toMatchObject({ module: 'a b', name: '\u{202e}x' });
    const { out } = await meter([], outcome);
    expect(out).not.toContain('\u{202e}');
    expect(out).toContain('\\u{202e}x');
  });

  test('a place that is not in the module: no names, no failure', async () => {
    for (const offset of ['37', '38', '18446744073709551614']) {
      const { deniedImport } = await json([], { reason, offset, value: '5' });
      expect(deniedImport, offset).toMatchObject({ index: '5' });
      expect(deniedImport, offset).not.toHaveProperty('module');
    }
    expect((await json([], { reason, value: '5' })).deniedImport).toMatchObject({ index: '5' });
  });

  test('other refusals name none', async () => {
    const found = await json([], { reason: 'invalid wasm', offset: `${FIRST_IMPORT}`, value: '0' });
    expect(found.outcome).toBe('rejected');
    expect(found).not.toHaveProperty('deniedImport');
  });
});

describe('the price', () => {
  const policy = (content: unknown) => ['--policy', file('policy.json', JSON.stringify(content))];

  test('of a policy, in JSON and in plain lines', async () => {
    const args = policy({ price: { flat: 10, perMegacycle: 1_000_000 } });
    expect(await json(args)).toMatchObject({ cycles: '1500000', price: '1500010' });
    expect((await meter([...args, '--verbose'])).out).toMatch(/^price +1500010$/m);
    expect((await meter(args)).out).toMatch(/^ {2}price +1,500,010 units$/m);
  });

  test('of instructions, where the policy prices those', async () => {
    const args = policy({ price: { flat: 10, perMegacycle: 1_000_000, of: 'instructions' } });
    expect(await json(args)).toMatchObject({ cycles: '1500000', instructions: '1450000', price: '1450010' });
    expect((await meter([...args, '--verbose'])).out).toMatch(
      /^cycles +1500000\ninstructions +1450000\nprice +1450010$/m,
    );
  });

  test('is left out where the policy has none', async () => {
    expect(await json(policy({}))).not.toHaveProperty('price');
  });

  test.each([
    ['above 64 bits', { price: { flat: 0, perMegacycle: 1, knee: 0, doublingCycles: 1 } }, 'policy/price'],
    ['of a policy that is none', { price: 7 }, 'policy/invalid'],
  ])('%s', async (_, content, code) => {
    const { code: exit, out } = await meter([...policy(content), '--json']);
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code } });
  });
});

describe('more cycles than allowed', () => {
  const context = 'c7'.repeat(32);
  const args = [
    '--max-cycles',
    '1499999',
    '--context',
    context,
    '--limit',
    'types=9',
    '--allow-import',
    'env::*',
  ];

  test('a report of everything that others need to find the same', async () => {
    const { code, out } = await meter([...args, '--json']);
    expect(code).toBe(1);
    const { error, imageId, ...report } = JSON.parse(out) as Record<string, unknown>;
    const limits = { ...DEFAULT_LIMITS, instructions: instructionsWithin(1_499_999n), types: 9n };
    expect(report).toEqual({
      exceeded: true,
      wasmDigest: toHex(sha256(wasm)),
      wasmBytes: `${wasm.length}`,
      context,
      limits: limitsJson(limits),
      imports: digest('env::*'),
      maxCycles: '1499999',
      requestDigest: toHex(sha256(Buffer.concat([Buffer.from(context, 'hex'), encodeLimits(limits)]))),
    });
    expect(imageId).toMatch(/^[0-9a-f]{64}$/);
    expect(error).toMatchObject({ code: 'limit/cycles' });
  });

  test('the same bytes every time', async () => {
    expect((await meter([...args, '--json'])).out).toBe((await meter([...args, '--json'])).out);
  });

  test('in words for people', async () => {
    const { code, out, err } = await meter(args);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^measured, not proved: to compile the module of \d+ bytes takes more than 1,499,999 cycles\.$/m,
    );
    expect(out).not.toContain('requestDigest');
    expect(err).toContain('limit/cycles');
  });

  test('in plain lines as well', async () => {
    const { code, out, err } = await meter([...args, '--verbose']);
    expect(code).toBe(1);
    expect(out).toMatch(/^exceeded +true$/m);
    expect(out).toMatch(/^requestDigest +[0-9a-f]{64}$/m);
    expect(err).toContain('limit/cycles');
  });

  test('exactly enough is enough', async () => {
    expect(await json(['--max-cycles', '1500000'])).toMatchObject({ outcome: 'compiled' });
  });
});
