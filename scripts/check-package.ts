/**
 * What somebody gets who installs the packages: packs both, and installs the verifier's tarball into an empty folder with no
 * script run, as npm does by default and without anything optional. Held against what README.md and SECURITY.md say:
 *
 *   - both tarballs have the licences, and the verifier's has the list of images and the proof check of this clone;
 *   - nothing that is installed has an install script or native code;
 *   - the installed command verifies a committed receipt and refuses it for another module, and the library can be imported;
 *   - a registry asks for lmdb where it is not there or has no binding, and works with it.
 *
 * `npx tsx scripts/check-package.ts`, after `npm run build`; half a minute.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'zkcwasm-package-'));
const receipts = join(root, 'artifacts', 'receipts');
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
let passed = 0;
let failed = 0;

function check(what: string, found: unknown, expected: unknown): void {
  const same = JSON.stringify(found) === JSON.stringify(expected);
  if (same) passed += 1;
  else failed += 1;
  const shown = same ? '' : `: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;
  console.log(`${same ? 'ok    ' : 'FAILED'} ${what}${shown}`);
}

/** Packs a workspace and unpacks the tarball; returns its path and the folder with what is in it. */
function pack(workspace: string): { tarball: string; unpacked: string } {
  const out = execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
    cwd: join(root, workspace),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // npm 10 prints a list, npm 11 the same; what scripts print comes before.
  const [{ filename }] = JSON.parse(out.slice(out.indexOf('['))) as [{ filename: string }];
  const tarball = join(work, filename);
  const unpacked = join(work, workspace);
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
  return { tarball, unpacked };
}

/** Files under a folder, as paths within it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** What npm would run, or has to build, for an installed tree: install scripts, and native code. */
function buildsIn(folder: string): string[] {
  return filesIn(folder).flatMap((file) => {
    if (/(^|\/)binding\.gyp$|\.node$/.test(file)) return [file];
    if (!file.endsWith('/package.json')) return [];
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      scripts?: Record<string, string>;
    };
    return INSTALL_SCRIPTS.filter((name) => name in scripts).map((name) => `${file}: ${name}`);
  });
}

function install(folder: string, ...args: string[]): void {
  const common = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', [...common, ...args], { cwd: folder, stdio: 'inherit' });
}

/** Runs the installed command; the exit code, and an error's code where there is one. */
function verifier(folder: string, ...args: string[]): [number | null, string | undefined] {
  const command = join(folder, 'node_modules', '.bin', 'zkcwasm-verify');
  const { status, stdout } = spawnSync(command, [...args, '--json'], { cwd: folder, encoding: 'utf8' });
  const answer = (stdout === '' ? {} : JSON.parse(stdout)) as { error?: { code: string } };
  return [status, answer.error?.code];
}

/** An empty folder in which the tarball is installed. */
function installed(name: string, tarball: string, ...args: string[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  install(folder, tarball, ...args);
  return folder;
}

function checkVerifying(what: string, folder: string): void {
  const [receipt, wasm, other, policy] = ['add.receipt', 'add.wasm', 'invalid.wasm', 'policy.json'].map((f) =>
    join(receipts, f),
  ) as [string, string, string, string];
  const verify = (module: string) =>
    verifier(folder, 'verify', receipt, '--wasm', module, '--policy', policy);
  check(`${what}: no install script, no native code`, buildsIn(join(folder, 'node_modules')), []);
  check(`${what}: a committed receipt verifies`, verify(wasm), [0, null]);
  check(`${what}: and not for another module`, verify(other), [1, 'wasm/mismatch']);
  const program = `
    import { readFileSync } from 'node:fs';
    import { makePolicy, verifyReceipt } from '@zkcwasm/verifier';
    const [receipt, wasm, policy] = process.argv.slice(1).map((file) => new Uint8Array(readFileSync(file)));
    const rules = JSON.parse(new TextDecoder().decode(policy));
    console.log((await verifyReceipt(receipt, { policy: await makePolicy(rules), wasm })).sealKind);`;
  const args = ['--input-type=module', '-e', program, receipt, wasm, policy];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  check(`${what}: the library verifies it too`, `${stdout}${stderr}`, 'stark\n');
}

function checkRegistry(folder: string): void {
  const digest = (byte: string) => byte.repeat(32);
  const entry = { kind: 'artifact', imageId: digest('01'), wasmDigest: digest('02'), profile: digest('03') };
  const rest = { target: 'x86_64-unknown-linux-gnu', artifactDigest: digest('04'), peakHeapBytes: '7' };
  const file = join(folder, 'entry.json');
  writeFileSync(file, JSON.stringify({ ...entry, ...rest, receiptDigest: digest('05') }));
  const add = () => verifier(folder, 'registry', 'add', file, '--registry', join(folder, 'registry'));
  check('a registry without lmdb', add(), [1, 'registry/unavailable']);
  install(folder, 'lmdb', '--omit=optional');
  check('a registry with an lmdb that has no binding', add(), [1, 'registry/unavailable']);
  check('neither makes a folder', readdirSync(folder).includes('registry'), false);
  install(folder, 'lmdb', '--include=optional');
  check('a registry with lmdb', add(), [0, null]);
}

try {
  const packed = { verifier: pack('verifier'), prover: pack('prover') };
  for (const [workspace, { unpacked }] of Object.entries(packed)) {
    for (const name of ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT']) {
      const inside = filesIn(unpacked).includes(name)
        ? readFileSync(join(unpacked, name), 'utf8')
        : undefined;
      check(`${workspace}: ${name}`, inside === readFileSync(join(root, name), 'utf8'), true);
    }
    check(
      `${workspace}: nothing of the packing is left behind`,
      readdirSync(join(root, workspace)).filter((name) => name.startsWith('LICENSE')),
      [],
    );
  }
  for (const [inside, here] of [
    ['images.json', 'artifacts/images.json'],
    ['wasm/stark.wasm', 'verifier/wasm/stark.wasm'],
  ] as const) {
    const same = readFileSync(join(packed.verifier.unpacked, inside)).equals(readFileSync(join(root, here)));
    check(`verifier: ${inside} is ${here}`, same, true);
  }
  const { tarball } = packed.verifier;
  checkVerifying('npm install', installed('plain', tarball));
  const least = installed('least', tarball, '--omit=optional', '--omit=peer');
  checkVerifying('npm install without optional and peer', least);
  checkRegistry(join(work, 'plain'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
