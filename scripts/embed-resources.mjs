// What the verifier's package carries as part of its code: the list of images that it knows, and the proof check (gzip, base64).
// As modules, and not as files beside them, they need no file system and no server: Node, browsers and bundlers all know how
// to load a module. Written to verifier/embedded; images.json is copied as well, for people and for other languages.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Written only where it is different, and never half: other processes may be reading. */
function write(path, text) {
  try {
    if (readFileSync(at(path), 'utf8') === text) return;
  } catch {}
  const pending = `${at(path)}.${process.pid}`;
  writeFileSync(pending, text);
  renameSync(pending, at(path));
}

const images = readFileSync(at('artifacts/images.json'), 'utf8');
const stark = gzipSync(readFileSync(at('verifier/wasm/stark.wasm')), { level: 9 }).toString('base64');
mkdirSync(at('verifier/embedded'), { recursive: true });
write('verifier/images.json', images);
write('verifier/embedded/images.js', `export const IMAGE_LIST = ${images.trimEnd()};\n`);
write(
  'verifier/embedded/images.d.ts',
  '/** The list of images, as images.json has it. */\nexport const IMAGE_LIST: unknown;\n',
);
write('verifier/embedded/stark.js', `export const STARK_GZIP_BASE64 = '${stark}';\n`);
write(
  'verifier/embedded/stark.d.ts',
  '/** wasm/stark.wasm, gzip, base64. */\nexport const STARK_GZIP_BASE64: string;\n',
);
