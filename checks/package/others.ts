/** What is in each package's tarball, and whether the packages besides the verifier work where they are installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package that was packed: its tarball, and a folder with what is in it. */
export interface Packed {
  tarball: string;
  unpacked: string;
}

/** Says whether what was found is what was expected. */
export type Check = (what: string, found: unknown, expected: unknown) => void;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Most bytes of each tarball; what has grown beyond is to be looked at. The prover's has four images of some 1.5 MB, the node's a page. */
const MOST_PACKED: Readonly<Record<string, number>> = {
  verifier: 1_600_000,
  prover: 8_000_000,
  node: 700_000,
  stateless: 400_000,
};

/** What a tarball may have at its top. */
const AT_TOP =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE(-APACHE|-MIT)?|images\.json|(bin|dist|src|embedded|data|artifacts)\/.*|page\/index\.html|contracts\/wasm\/[a-z]+\.wasm|node_modules\/cbor-x\/.*)$/;
/** What nobody needs who installs. */
const SUPERFLUOUS = /(\.test\.|(^|\/)tests?\/|\.tsbuildinfo$|\.rs$|(^|\/)zkcwasm-(engine|runner)|\.receipt$)/;

/** Sizes of a tarball, and that nothing is in it that does not belong there. */
export function checkContents(check: Check, workspace: string, { tarball, unpacked }: Packed): void {
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const packed = statSync(tarball).size;
  const names = files.map((file) => file.slice(unpacked.length + 1));
  console.log(`       ${workspace}: ${packed} bytes packed, ${bytes} unpacked, ${files.length} files`);
  const most = MOST_PACKED[workspace] ?? 0;
  check(`${workspace}: at most ${most} bytes packed`, packed <= most || packed, true);
  const own = names.filter((name) => !name.startsWith('node_modules/'));
  check(
    `${workspace}: nothing superfluous`,
    [...names.filter((name) => !AT_TOP.test(name)), ...own.filter((name) => SUPERFLUOUS.test(name))],
    [],
  );
}

/**
 * The prover, the node's package and the stateless one, each installed with the verifier's tarball into an empty folder.
 *
 * @param installed name of a folder, tarballs → path of the folder in which they are installed
 */
export function checkOthers(
  check: Check,
  packed: Readonly<Record<'verifier' | 'prover' | 'node' | 'stateless', Packed>>,
  installed: (name: string, ...tarballs: string[]) => string,
): void {
  const { verifier, prover, node, stateless } = packed;
  checkProver(check, installed('with-prover', verifier.tarball, prover.tarball));
  const voting = installed('with-node', verifier.tarball, node.tarball);
  const simulated = ran(
    voting,
    ['simulate', '--scenarios', 'honest', '--format', 'json'],
    {},
    'zkcwasm-node',
  );
  check('zkcwasm-node: simulates where it is installed', simulated.status, 0);
  check('@zkcwasm/node: can be imported', imports(voting, '@zkcwasm/node', 'receiptJudge'), 'function\n');
  const executing = installed('with-stateless', verifier.tarball, stateless.tarball);
  check(
    '@zkcwasm/stateless: can be imported',
    imports(executing, '@zkcwasm/stateless', 'executeStateless'),
    'function\n',
  );
}

function checkProver(check: Check, folder: string): void {
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  const env = { ZKCWASM_CACHE: cache };
  const receipt = join(root, 'artifacts/receipts/add.receipt');
  const wasm = join(root, 'artifacts/receipts/add.wasm');
  check(
    'zkcwasm: inspects a receipt where it is installed',
    ran(folder, ['inspect', receipt], env).status,
    0,
  );
  const doctor = ran(folder, ['doctor', '--for', 'verify', '--json'], env);
  const { findings = [] } = (doctor.stdout === '' ? {} : JSON.parse(doctor.stdout)) as {
    findings?: { name: string; ok: boolean }[];
  };
  check('zkcwasm doctor: works where it is installed', doctor.status, 0);
  const images = findings.filter(({ name }) => name.startsWith('image '));
  const listed = existsSync(join(folder, 'node_modules/@zkcwasm/prover/artifacts/images.toml'));
  check('zkcwasm: its package has the list of images', listed, true);
  check(
    'zkcwasm: images are found where it is installed',
    images.some(({ ok }) => ok),
    true,
  );
  const engine = join(root, 'prover/bin/zkcwasm-engine');
  if (!existsSync(engine)) {
    console.log('skip   zkcwasm meter, installed: the engine is not built');
    return;
  }
  const metered = ran(folder, ['meter', wasm, '--json'], { ...env, ZKCWASM_ENGINE: engine });
  check('zkcwasm: meters with the installed image', metered.status === 0 || metered.stdout, true);
}

function ran(folder: string, args: string[], env: Record<string, string>, command = 'zkcwasm') {
  return spawnSync(join(folder, 'node_modules', '.bin', command), args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, ...env },
  });
}

function imports(folder: string, name: string, what: string): string {
  const program = `import { ${what} } from '${name}'; console.log(typeof ${what});`;
  const args = ['--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}
