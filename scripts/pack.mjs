// `prepack` and `postpack` of the packages: what goes into a tarball and is nowhere in the package's folder.
//   - The licences, which the repository keeps once.
//   - With the prover, the images that are listed in artifacts/images.toml, and that list: so that it finds them where it is
//     installed.
//   - The page, in the node's package: its daemon serves it.
//   - Bundled dependencies, without their optional ones: cbor-x asks for cbor-extract, native code with an install script,
//     and does the same without it. Nothing else keeps npm from installing it, since `overrides` count at the root only.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.cwd();
const { bundleDependencies = [], files = [] } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
);
const before = process.argv[2] === 'before';

for (const name of ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT']) {
  if (before) cpSync(join(root, name), join(folder, name));
  else rmSync(join(folder, name), { force: true });
}
if (basename(folder) === 'prover') {
  const copy = join(folder, 'artifacts');
  rmSync(copy, { recursive: true, force: true });
  if (before) {
    const artifacts = join(root, 'artifacts');
    mkdirSync(join(copy, 'images'), { recursive: true });
    cpSync(join(artifacts, 'images.toml'), join(copy, 'images.toml'));
    // Of an active image, or an aggregator: what is superseded is of use to tests alone.
    const { images, aggregators } = JSON.parse(readFileSync(join(artifacts, 'images.json'), 'utf8'));
    const active = [...images, ...aggregators]
      .filter(({ status }) => status === 'active')
      .map(({ name }) => name);
    for (const file of readdirSync(join(artifacts, 'images'))) {
      if (active.includes(file.replace(/\.elf\.br$/, '')))
        cpSync(join(artifacts, 'images', file), join(copy, 'images', file));
    }
  }
}
if (files.includes('page')) {
  if (before) cpSync(join(root, 'page/dist/index.html'), join(folder, 'page/index.html'));
  else rmSync(join(folder, 'page'), { recursive: true, force: true });
}
for (const name of bundleDependencies) {
  const copy = join(folder, 'node_modules', name);
  rmSync(copy, { recursive: true, force: true });
  if (!before) continue;
  cpSync(join(root, 'node_modules', name), copy, { recursive: true });
  const file = join(copy, 'package.json');
  const {
    optionalDependencies: _,
    devDependencies: __,
    scripts: ___,
    ...kept
  } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}
