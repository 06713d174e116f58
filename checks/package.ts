/**
 * What somebody gets who installs the packages: packs all of them, and installs the tarballs into empty folders with no script
 * run, as npm does by default and without anything optional. Held against what README.md and SECURITY.md say:
 *
 *   - every tarball has the licences, nothing superfluous, and a size that is printed and bounded; the verifier's has the list of
 *     images and the proof check of this clone, the prover's the images;
 *   - from a machine with Node alone, a committed receipt is verified with one command in less than a minute;
 *   - the light entries (`.`, `./registry`, `./internal`) bundle for a browser, so they need nothing of Node, are small, and
 *     their types need none of Node's; they verify a receipt in Node, Deno, Bun and Chromium, as far as these
 *     can be had;
 *   - nothing that is installed with the verifier has an install script or native code;
 *   - the installed command verifies a committed receipt and refuses it for another module, and the library can be imported;
 *   - what needs Node is in `./node` alone, and nothing else can be imported;
 *   - the node's package installs beside it without scripts, asks for lmdb's binding where it has none, keeps a registry with
 *     it, and knows the commands that moved there;
 *   - the other packages' commands and libraries start where they are installed, and the prover finds its images there.
 *
 * `npx tsx checks/package.ts`, after `npm run build`; a minute.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { checkContents, checkOthers, type Packed } from './package/others.js';
import { inChromium, inRuntime } from './package/runtimes.js';

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
function pack(workspace: string): Packed {
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

/** Dependencies that are not plain ones; and lmdb, in any way. */
function dependenciesIn(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
  return ['peerDependencies', 'optionalDependencies', 'dependencies']
    .flatMap((kind) => Object.keys(manifest[kind] ?? {}).map((name) => `${kind}: ${name}`))
    .filter((name) => !name.startsWith('dependencies:') || name.endsWith(' lmdb'));
}

function install(folder: string, ...args: string[]): void {
  const common = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', [...common, ...args], { cwd: folder, stdio: 'inherit' });
}

/** Runs an installed command; the exit code, and an error's code where there is one. */
function command(folder: string, name: string, ...args: string[]): [number | null, string | undefined] {
  const file = join(folder, 'node_modules', '.bin', name);
  const { status, stdout } = spawnSync(file, [...args, '--json'], { cwd: folder, encoding: 'utf8' });
  const answer = (stdout === '' ? {} : JSON.parse(stdout)) as { error?: { code: string } };
  return [status, answer.error?.code];
}

function verifier(folder: string, ...args: string[]): [number | null, string | undefined] {
  return command(folder, 'zkcwasm-verify', ...args);
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

/**
 * Seconds of processor time for the first verified receipt, from nothing. On an idle machine a newcomer waits no longer than
 * that; how long it takes here depends on what else the machine does, so it is only told.
 */
const MOST_SECONDS = 60;

/** One command in an empty folder, as somebody types it who has Node and nothing else. */
function checkAtOnce(tarball: string): void {
  const folder = join(work, 'at-once');
  mkdirSync(folder);
  const [receipt = '', wasm = '', policy = ''] = ['add.receipt', 'add.wasm', 'policy.json'].map((f) =>
    join(receipts, f),
  );
  const npx = ['npm', 'exec', '--yes', '--ignore-scripts', '--prefer-offline', `--package=${tarball}`, '--'];
  const verify = ['zkcwasm-verify', 'verify', receipt, '--wasm', wasm, '--policy', policy];
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', ...npx, ...verify];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('bash', timed, { cwd: folder, encoding: 'utf8' });
  const waited = ((performance.now() - start) / 1000).toFixed(1);
  const [, user, system] = /([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  const seconds = Number(user) + Number(system);
  check('npx: a committed receipt is verified at once', status === 0 || stderr, true);
  check('npx: it says so in words', /^verified: wasmtime /m.test(stdout), true);
  check(`npx: ${seconds.toFixed(1)} s of processor time (${waited} s here)`, seconds < MOST_SECONDS, true);
}

/** Largest bundle of the light verifier, minified, bytes; half of it is the proof check. */
const MOST_BUNDLED = 540_000;

async function checkLight(folder: string): Promise<void> {
  for (const entry of ['', '/registry', '/internal']) {
    const bundle = await build({
      stdin: { contents: `export * from '@zkcwasm/verifier${entry}'`, resolveDir: folder },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      // Not one of Node's modules can be found for it.
      platform: 'browser',
      logLevel: 'silent',
    }).catch((error: Error) => error);
    const name = `@zkcwasm/verifier${entry}`;
    check(`${name}: bundles for a browser`, bundle instanceof Error ? bundle.message : 'yes', 'yes');
    if (bundle instanceof Error) continue;
    const size = bundle.outputFiles[0]?.contents.length ?? Number.POSITIVE_INFINITY;
    check(`${name}: at most ${MOST_BUNDLED} bytes`, size <= MOST_BUNDLED || size, true);
    const heavy = Object.keys(bundle.metafile.inputs).filter((file) => /lmdb|commander/.test(file));
    check(`${name}: neither lmdb nor commander`, heavy, []);
  }
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const program = `
    import { makePolicy, type Policy, verifyReceipt } from '@zkcwasm/verifier';
    import { verifyProof } from '@zkcwasm/verifier/registry';
    const policy: Policy = await makePolicy({ maxCycles: '5' });
    const { cycles } = await verifyReceipt(new Uint8Array(), { policy, wasm: new Uint8Array() });
    export const both: [bigint | undefined, unknown] = [cycles, verifyProof];`;
  writeFileSync(join(folder, 'types.mts'), program);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'ES2022',
    module: 'NodeNext',
    lib: ['ES2023', 'WebWorker'],
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.mts'] }));
  const { stdout } = spawnSync(tsc, ['-p', '.'], { cwd: folder, encoding: 'utf8' });
  check('the types of the light entries need nothing of Node', stdout, '');
  const imported = (entry: string) => {
    const args = ['--input-type=module', '-e', `await import('@zkcwasm/verifier${entry}')`];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).status;
  };
  check('./node can be imported', imported('/node'), 0);
  check('a file of the package cannot be imported', imported('/dist/accept/accept.js'), 1);
  for (const runtime of ['node', 'deno', 'bun', 'chromium'] as const) {
    const ran =
      runtime === 'chromium' ? await inChromium(folder, receipts) : inRuntime(runtime, folder, receipts);
    if ('skipped' in ran) console.log(`skip   ${runtime}: ${ran.skipped}`);
    else check(`${runtime}: verifies and refuses`, ran.out, 'stark 1891589 compiled wasm/mismatch');
  }
}

/** The proof check, as the package's code has it. */
async function embeddedStark(unpacked: string): Promise<Buffer> {
  const { STARK_GZIP_BASE64 } = (await import(join(unpacked, 'embedded', 'stark.js'))) as {
    STARK_GZIP_BASE64: string;
  };
  return gunzipSync(Buffer.from(STARK_GZIP_BASE64, 'base64'));
}

function checkNode(folder: string, tarballs: string[]): void {
  const digest = (byte: string) => byte.repeat(32);
  const entry = { kind: 'artifact', imageId: digest('01'), wasmDigest: digest('02'), profile: digest('03') };
  const rest = { target: 'x86_64-unknown-linux-gnu', artifactDigest: digest('04'), peakHeapBytes: '7' };
  const file = join(folder, 'entry.json');
  writeFileSync(file, JSON.stringify({ ...entry, ...rest, receiptDigest: digest('05') }));
  const add = () =>
    command(folder, 'zkcwasm-node', 'registry', 'add', file, '--registry', join(folder, 'registry'));
  install(folder, ...tarballs, '--omit=optional');
  check('a registry with an lmdb that has no binding', add(), [1, 'registry/unavailable']);
  check('it makes no folder', readdirSync(folder).includes('registry'), false);
  install(folder, ...tarballs, '--include=optional');
  check('a registry with lmdb', add(), [0, null]);
  const old = verifier(folder, 'registry', 'add', file, '--registry', join(folder, 'registry'));
  const served = readFileSync(join(folder, 'node_modules/@zkcwasm/node/page/index.html'));
  check('the page is in it', served.equals(readFileSync(join(root, 'page/dist/index.html'))), true);
  check('the verifier says where registries went', old, [2, 'usage/invalid']);
}

try {
  const packed = {
    verifier: pack('verifier'),
    prover: pack('prover'),
    node: pack('node'),
    stateless: pack('stateless'),
  };
  for (const [workspace, one] of Object.entries(packed)) {
    const { unpacked } = one;
    checkContents(check, workspace, one);
    for (const name of ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT']) {
      const inside = filesIn(unpacked).includes(name)
        ? readFileSync(join(unpacked, name), 'utf8')
        : undefined;
      check(`${workspace}: ${name}`, inside === readFileSync(join(root, name), 'utf8'), true);
    }
    check(
      `${workspace}: nothing of the packing is left behind`,
      readdirSync(join(root, workspace)).filter((name) => /^LICENSE|^artifacts$/.test(name)),
      [],
    );
  }
  const { unpacked } = packed.verifier;
  const list = readFileSync(join(root, 'artifacts/images.json'));
  check(
    'verifier: images.json is that of artifacts',
    readFileSync(join(unpacked, 'images.json')).equals(list),
    true,
  );
  const { IMAGE_LIST } = (await import(join(unpacked, 'embedded', 'images.js'))) as { IMAGE_LIST: unknown };
  check('verifier: the list in its code is the same', IMAGE_LIST, JSON.parse(list.toString('utf8')));
  const stark = readFileSync(join(root, 'verifier/wasm/stark.wasm'));
  check(
    'verifier: the proof check in its code is wasm/stark.wasm',
    (await embeddedStark(unpacked)).equals(stark),
    true,
  );
  const { tarball } = packed.verifier;
  checkAtOnce(tarball);
  const plain = installed('plain', tarball);
  checkVerifying('npm install', plain);
  await checkLight(plain);
  const least = installed('least', tarball, '--omit=optional', '--omit=peer');
  checkVerifying('npm install without optional and peer', least);
  check('the verifier has no peer, optional or native dependency', dependenciesIn(unpacked), []);
  checkNode(installed('node-installed', tarball), [tarball, packed.node.tarball]);
  checkOthers(check, packed, (name, ...tarballs) => installed(name, tarballs[0] ?? '', ...tarballs.slice(1)));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
