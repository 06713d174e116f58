import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { of, simple } from '../../../testkit/made/schedules.js';
import { runNode } from '../../../testkit/runNode.js';
import { toHex } from '../../src/index.js';
import { encodeSchedule, scheduleHash } from '../../src/schedule/index.js';

const source = new URL('../../src/', import.meta.url);
/** What runs anywhere, and is a dependency of the package. */
const PACKAGES = ['@noble/hashes/sha2.js', '@noble/hashes/utils.js'];

/** Every module that is loaded with one, and the packages that they import. */
function loadedWith(file: URL, files: Map<string, string> = new Map(), packages: Set<string> = new Set()) {
  const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  files.set(file.href, code);
  for (const [, from = ''] of code.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'/gm)) {
    if (!from.startsWith('.')) packages.add(from);
    else {
      // What is embedded has no source of its own.
      const next = new URL(from.includes('/embedded/') ? from : from.replace(/\.js$/, '.ts'), file);
      if (!files.has(next.href)) loadedWith(next, files, packages);
    }
  }
  return { files, packages };
}

test('environments and schedules import nothing of Node', () => {
  const { files, packages } = loadedWith(new URL('schedule/portable.ts', source));
  expect(files.size).toBeGreaterThan(20);
  expect([...packages].filter((name) => !PACKAGES.includes(name))).toEqual([]);
  for (const [file, code] of files) {
    expect(/\b(Buffer|process|require|__dirname|setImmediate|node:)\b/.exec(code)?.[0], file).toBeUndefined();
  }
});

test('they run where neither Buffer nor process is', async () => {
  const [one, hash] = of('48.0.8');
  const schedule = simple({ of: [one, hash], ranges: 'active 0, retired 9', revoked: 5 });
  const module = new URL('../dist/schedule/portable.js', source).href;
  const code = `
    const print = console.log;
    delete globalThis.Buffer;
    delete globalThis.process;
    const portable = await import(${JSON.stringify(module)});
    const bytes = Uint8Array.from(${JSON.stringify([...encodeSchedule(schedule)])});
    const decoded = portable.decodeSchedule(bytes);
    const again = portable.parseSchedule(new TextEncoder().encode(JSON.stringify(portable.scheduleJson(decoded))));
    print(portable.scheduleHash(again), portable.standingOf(decoded, '${hash}', 5n));
    try { portable.decodeSchedule(new Uint8Array(3)); } catch (error) { print(error.code); }`;
  const { out, err } = await runNode(['--input-type=module', '-e', code]);
  expect(out, err).toBe(`${scheduleHash(schedule)} revoked\nschedule/malformed\n`);
  expect(toHex(one.imageId)).toHaveLength(64);
});
