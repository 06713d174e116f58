// Builds the page into one file, dist/index.html, with code, style and worker inside: it can be served, sent or opened from a
// disk. Its content security policy lets it run exactly this code, and connect to nothing.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const shared = {
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022', 'chrome105', 'firefox121', 'safari16.4'],
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};
const text = async (options) => (await build({ ...shared, ...options })).outputFiles[0].text;

const worker = await text({ entryPoints: [at('src/check/worker.ts')] });
const script = (
  await text({
    entryPoints: [at('src/main.tsx')],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { WORKER_SOURCE: JSON.stringify(worker) },
  })
)
  // Nothing in a script may end it, or begin a comment of HTML.
  .replace(/<\/(script)/gi, '<\\/$1')
  .replace(/<!--/g, '<\\!--');
const style = await text({ entryPoints: [at('src/page.css')] });
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0b6b4f" stroke-width="2"><path d="M12 3l7.5 3v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6z"/><path d="M8.8 11.8l2.3 2.3 4.2-4.4"/></svg>',
)}`;
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  // The worker's code comes from the page's own script, and the proof check is WebAssembly.
  `script-src ${hash(script)} blob: 'wasm-unsafe-eval'`,
  'worker-src blob:',
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const page = readFileSync(at('src/index.html'), 'utf8')
  .replace('POLICY', () => policy)
  .replace('ICON', () => icon)
  .replace('STYLE', () => style)
  .replace('SCRIPT', () => script);
mkdirSync(at('dist'), { recursive: true });
const pending = at(`dist/index.html.${process.pid}`);
writeFileSync(pending, page);
renameSync(pending, at('dist/index.html'));
