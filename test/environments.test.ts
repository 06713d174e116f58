/**
 * The commands of docs/reference/environments.md, run as they stand there, and what they print. `ZKCWASM_UPDATE=1` writes what they print
 * into the page instead.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERROR_CODES, knownImages } from '../verifier/src/index.js';
import {
  checkImages,
  LEAD_SESSIONS,
  MAX_SCHEDULE_BYTES,
  parseSchedule,
  STATES,
} from '../verifier/src/schedule/index.js';

const page = fileURLToPath(new URL('../docs/reference/environments.md', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-page-'));
  symlinkSync(join(root, 'artifacts'), join(folder, 'artifacts'));
  const command = join(folder, 'zkcwasm-verify');
  writeFileSync(
    command,
    `#!/bin/sh\nexec "${process.execPath}" "${root}/verifier/bin/zkcwasm-verify.js" "$@"\n`,
  );
  chmodSync(command, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a command prints, errors among it. */
function printed(command: string): string {
  const { stdout } = spawnSync('bash', ['-c', `exec 2>&1\n${command}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
  });
  return stdout.replace(/\n?$/, '\n');
}

/** A block of commands with what they print. */
function rerun(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => `${line}\n${printed(line.slice(2))}`)
    .join('');
}

test('the commands of the page print what it says', () => {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(3);
  const found = text.replace(
    /```console\n([\s\S]*?)```/g,
    (_, block: string) => `\`\`\`console\n${rerun(block)}\`\`\``,
  );
  if (process.env.ZKCWASM_UPDATE !== undefined) writeFileSync(page, found);
  else expect(found).toBe(text);
}, 600_000);

test('codes, states and figures of the page are those of the code', () => {
  const text = readFileSync(page, 'utf8').replace(/\s+/g, ' ');
  const codes = [...text.matchAll(/`((?:schedule|environment)\/[a-z-]+)`/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) expect(Object.keys(ERROR_CODES)).toContain(code);
  for (const state of STATES) expect(text).toContain(`| \`${state}\` |`);
  expect(text).toContain(`A schedule has at most ${MAX_SCHEDULE_BYTES / 2 ** 20} MiB.`);
  expect(LEAD_SESSIONS).toBe(2n);
});

test("the images of the example are in this version's list", async () => {
  const bytes = readFileSync(join(root, 'artifacts/schedules/example.json'));
  checkImages(parseSchedule(new Uint8Array(bytes)), await knownImages());
});
