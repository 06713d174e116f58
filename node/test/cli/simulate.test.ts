/** The command line, in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/zkcwasm-node.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zkcwasm-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
const SMALL = ['simulate', '--validators', '30', '--scenarios', 'near-limit,one-platform'];

test('a table, JSON and a page, the same for the same seed', async () => {
  const table = await run(...SMALL, '--details');
  expect(table.code).toBe(0);
  expect(table.stdout).toContain('Cases: one-platform');
  const json = JSON.parse((await run(...SMALL, '--format', 'json')).stdout);
  expect(json.settings).toMatchObject({ validators: 30, scenarios: ['near-limit', 'one-platform'] });
  const output = join(folder, 'report.html');
  expect(await run(...SMALL, '--format', 'html', '-o', output)).toEqual({ code: 0, stdout: '', stderr: '' });
  const html = await readFile(output, 'utf8');
  expect((await run(...SMALL, '--format', 'html')).stdout).toBe(html);
  const { document } = new JSDOM(html).window;
  expect(document.querySelectorAll('svg[aria-label]').length).toBeGreaterThan(5);
  expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
  // What is there is not written over, and nothing is left behind.
  expect(await run(...SMALL, '-o', output)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('output/exists'),
  });
  expect(await readdir(folder)).toEqual(['report.html']);
});

test('settings from a file, and options before them', async () => {
  const file = join(folder, 'settings.json');
  await writeFile(
    file,
    JSON.stringify({ validators: 20, seed: 5, scenarios: ['honest'], modes: ['native'] }),
  );
  const { stdout } = await run('simulate', '--settings', file, '--seed', '6', '--format', 'json');
  expect(JSON.parse(stdout).settings).toMatchObject({ validators: 20, seed: 6, scenarios: ['honest'] });
  await rm(file);
});

describe('bad flags: one typed error, exit code 2', () => {
  test.each([
    [['simulate', '--validators', 'many'], 'usage/invalid'],
    [['simulate', '--validators', '-3'], 'usage/invalid'],
    [['simulate', '--validators', '0x10'], 'usage/invalid'],
    [['simulate', '--validators', '1e3'], 'usage/invalid'],
    [['simulate', '--validators', '0'], 'simulation/settings'],
    [['simulate', '--validators', '99999999999999999999'], 'simulation/settings'],
    [['simulate', '--seed', '1.5'], 'simulation/settings'],
    [['simulate', '--aarch64-share', '2'], 'simulation/settings'],
    [['simulate', '--scenarios', 'honest,none'], 'simulation/settings'],
    [['simulate', '--scenarios', ''], 'simulation/settings'],
    [['simulate', '--modes', 'native,native'], 'simulation/settings'],
    [['simulate', '--prover', 'abacus'], 'simulation/settings'],
    [['simulate', '--format', 'pdf'], 'usage/invalid'],
    [['simulate', '--no-such-flag'], 'unknown option'],
    [['simulate', 'extra'], 'too many arguments'],
    [['nothing'], 'unknown command'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('settings that cannot be read, or are no object', async () => {
  expect(await run('simulate', '--settings', '/no/such/file')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('input/unreadable'),
  });
  const file = join(folder, 'bad.json');
  for (const text of ['', '[]', 'null', '{', '\u0000', '"\ud800']) {
    await writeFile(file, text);
    expect(await run('simulate', '--settings', file), text).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage/invalid'),
    });
  }
  await writeFile(file, ' '.repeat(100_000));
  expect(await run('simulate', '--settings', file)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('input/too-large'),
  });
  await writeFile(file, '{"__proto__":{"validators":1},"validators":2,"x\u001b[31m":1}');
  const { code, stderr } = await run('simulate', '--settings', file);
  expect(code).toBe(2);
  expect(stderr).not.toContain('\u001b');
  await rm(file);
});
