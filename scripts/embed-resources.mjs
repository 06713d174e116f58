// What the verifier's package carries as part of its code: the list of images that it knows, the proof check (gzip, base64), and
// what it uses of zod. Zod loads 90 files, most of them messages in other languages, which was a quarter of the time that the first
// verification in a process takes; as one file it takes a fifth of that.
// As modules, and not as files beside them, they need no file system and no server: Node, browsers and bundlers all know how
// to load a module. Written to verifier/embedded; images.json is copied as well, for people and for other languages.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

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

// A function of zod that is not named here is no export of the file's types either, so that no source can use it.
const used = [
  'NEVER',
  'array',
  'boolean',
  'custom',
  'discriminatedUnion',
  'enum',
  'int',
  'literal',
  'object',
  'partialRecord',
  'strictObject',
  'string',
  'union',
];
const types = ['RefinementCtx', 'ZodError', 'ZodObject', 'ZodType', 'infer', 'input', 'output'];
const licence = readFileSync(at('node_modules/zod/LICENSE'), 'utf8').trim();
const { outputFiles } = buildSync({
  stdin: { contents: `export { ${used.join(', ')} } from 'zod';`, resolveDir: at('.') },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  banner: { js: `/*! Parts of zod\n${licence}\n*/` },
  write: false,
});
write('verifier/embedded/zod.js', outputFiles[0].text);
write(
  'verifier/embedded/zod.d.ts',
  `/** What the verifier uses of zod. */\nexport { ${used.join(', ')} } from 'zod';\nexport type { ${types.join(', ')} } from 'zod';\n`,
);
