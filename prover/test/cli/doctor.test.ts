/** `zkcwasm doctor`, in surroundings that lack one thing or another. */
import { expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';

const nothing = { ZKCWASM_ENGINE: '/nonexistent', ZKCWASM_RUNNERS: '/nonexistent' };

test('--json: what was looked at, what can be done, and an exit code for what was asked', async () => {
  const { code, out } = await proverCommand(['doctor', '--json'], { env: nothing });
  expect(code).toBe(1);
  const told = JSON.parse(out) as { ok: boolean; can: object; findings: { name: string; advice?: string }[] };
  expect(told).toMatchObject({
    ok: false,
    askedFor: ['verify', 'run', 'meter', 'prove'],
    can: { verify: true, run: false, meter: false, prove: false },
  });
  const engine = told.findings.find(({ name }) => name === 'engine');
  expect(engine).toMatchObject({
    ok: false,
    neededFor: ['meter', 'prove'],
    found: 'there is no /nonexistent',
  });
  for (const { advice, ...finding } of told.findings) {
    if ('ok' in finding && finding.ok === false) expect(advice, finding.name).toBeTypeOf('string');
  }
});

test('what is not asked for is not counted', async () => {
  expect((await proverCommand(['doctor', '--for', 'verify'], { env: nothing })).code).toBe(0);
  expect((await proverCommand(['doctor', '--for', 'verify', 'run'], { env: nothing })).code).toBe(1);
  expect((await proverCommand(['doctor', '--for', 'flying'], { env: nothing })).code).toBe(2);
});

test('for people: what is missing, what to do, what can be done', async () => {
  const { code, out, err } = await proverCommand(['doctor'], { env: nothing });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/^ {2}missing +engine +there is no \/nonexistent$/m);
  expect(out).toMatch(/^ {2}engine: Build it with `npm run build:engine`/m);
  expect(out).toMatch(/^ {2}yes +verify and accept receipts$/m);
  expect(out).toMatch(/^ {2}NO +measure a compilation .* missing: engine$/m);
});

test('a file that is no program, a folder, and a program that fails are all told', async () => {
  for (const engine of ['/etc/passwd', '/tmp', '/bin/false']) {
    const { code, out } = await proverCommand(['doctor', '--for', 'meter', '--json'], {
      env: { ...nothing, ZKCWASM_ENGINE: engine },
    });
    expect(code, engine).toBe(1);
    expect(JSON.parse(out), engine).toMatchObject({ can: { meter: false } });
  }
});

test('a list of images that is not there is named', async () => {
  const { code, err } = await proverCommand(['doctor'], {
    env: { ...nothing, ZKCWASM_ARTIFACTS: '/nonexistent' },
  });
  expect(code).toBe(1);
  // No command can be offered without it, since its profiles are choices of theirs.
  expect(err).toContain('images/invalid');
});
