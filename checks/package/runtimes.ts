/** Where the light verifier has to work besides Node: Deno and Bun, as npm has them, and Chromium. Each only where it can be had. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** What a runtime answered, or why it was not asked. */
export type Ran = { out: string } | { skipped: string };

/** Verifies one receipt, for its module and for another: `stark CYCLES CODE`. */
const VERIFY = `
  import { makePolicy, statementJson, verifyReceipt } from '@zkcwasm/verifier';
  export async function answer(receipt, wasm, other) {
    const policy = await makePolicy();
    const { sealKind, cycles, journal } = await verifyReceipt(receipt, { policy, wasm });
    const code = await verifyReceipt(receipt, { policy, wasm: other }).catch((error) => error.code);
    return [sealKind, cycles, statementJson(journal).outcome, code].join(' ');
  }`;
const FILES = ['add.receipt', 'add.wasm', 'invalid.wasm'];

/** Runs the program in a runtime of npm's, against the package that is installed in a folder. */
export function inRuntime(name: 'node' | 'deno' | 'bun', folder: string, receipts: string): Ran {
  const [command, ...flags] = commandOf(name) ?? [];
  if (command === undefined) return { skipped: `${name} cannot be had from npm here` };
  const program = join(folder, 'light.mjs');
  const read = FILES.map((file) => `new Uint8Array(readFileSync(${JSON.stringify(join(receipts, file))}))`);
  const main = `import { readFileSync } from 'node:fs';${VERIFY}\nconsole.log(await answer(${read.join(', ')}));\n`;
  writeFileSync(program, main);
  const options = { cwd: folder, encoding: 'utf8', timeout: 300_000 } as const;
  const { stdout, stderr, status } = spawnSync(command, [...flags, program], options);
  return { out: status === 0 ? stdout.trim() : `exit code ${status}: ${stderr}` };
}

/** Runs the program, bundled, in Chromium, in a page that has nothing else. */
export async function inChromium(folder: string, receipts: string): Promise<Ran> {
  const script = fileURLToPath(new URL('../../scripts/install-chromium.sh', import.meta.url));
  const executablePath = execFileSync(script, { encoding: 'utf8' }).trim();
  if (executablePath === '') return { skipped: 'there is no Chromium' };
  const { outputFiles } = await build({
    stdin: { contents: VERIFY, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'light',
    platform: 'browser',
  });
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await page.evaluate(`${outputFiles[0]?.text}; globalThis.light = light`);
    const inputs = FILES.map((file) => readFileSync(join(receipts, file)).toString('base64'));
    const bytes = 'inputs.map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))';
    const out = await page.evaluate(
      `{ const inputs = ${JSON.stringify(inputs)}; light.answer(...${bytes}) }`,
    );
    return { out: String(out) };
  } finally {
    await browser.close();
  }
}

/** The command of a runtime; installed once, into the cache. npm ships the binary inside a package, so no script has to run. */
function commandOf(name: 'node' | 'deno' | 'bun'): string[] | undefined {
  if (name === 'node') return [process.execPath];
  const folder = join(process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache', 'zkcwasm'), 'runtimes', name);
  const [scope, inside, ...flags] =
    name === 'deno' ? ['@deno', 'deno', 'run', '--allow-read'] : ['@oven', 'bin/bun'];
  const find = () => {
    const packages = join(folder, 'node_modules', scope ?? '');
    if (!existsSync(packages)) return undefined;
    const binaries = readdirSync(packages).map((file) => join(packages, file, inside ?? ''));
    return binaries.find((file) => existsSync(file) && spawnSync(file, ['--version']).status === 0);
  };
  if (find() === undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const install = [
      'install',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--silent',
      name,
    ];
    spawnSync('npm', install, { cwd: folder, timeout: 300_000 });
  }
  const found = find();
  return found === undefined ? undefined : [found, ...flags];
}
