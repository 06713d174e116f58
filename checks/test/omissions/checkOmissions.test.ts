import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { faultsOf } from '../../omissions/checkOmissions.js';
import { replacedCrates } from '../../omissions/replacedCrates.js';

const GUEST = fileURLToPath(new URL('../../../guest/', import.meta.url));
const FOLDERS = [
  join(GUEST, 'omissions'),
  // A compiler of which nothing is left out has no such folder.
  ...readdirSync(join(GUEST, 'compilers'))
    .map((name) => join(GUEST, 'compilers', name, 'omissions'))
    .filter((folder) => existsSync(folder)),
];

/** A patch of one file with one hunk of these lines. */
function patch(path: string, ...lines: string[]): string {
  const [old, now] = [lines.filter((l) => !l.startsWith('+')), lines.filter((l) => !l.startsWith('-'))];
  return [`--- a/${path}`, `+++ b/${path}`, `@@ -1,${old.length} +1,${now.length} @@`, ...lines, ''].join(
    '\n',
  );
}
const whys = (name: string, text: string) => faultsOf(name, text).map(({ why }) => why);
const inSource = (...lines: string[]) => whys('regalloc2.patch', patch('regalloc2/src/lib.rs', ...lines));

const PANIC = '+    if cfg!(zkcwasm_image) { panic!("left out of this image: inlining"); }';

describe('what may be put in', () => {
  test('is a panic as a statement of its own', () => {
    expect(inSource(' fn f() {', PANIC, ' }')).toEqual([]);
    expect(
      inSource(
        ' {',
        '+    assert!(!cfg!(zkcwasm_profile = "fast-exec") || matches!(options.algorithm, Algorithm::Ion), "left out of this image: the other register allocator");',
      ),
    ).toEqual([]);
  });

  test.each([
    ['a result in place of a panic', '+    if cfg!(zkcwasm_image) { return Ok(()); }'],
    ['a changed constant', '+    const LIMIT: usize = 2;'],
    ['a statement beside the panic', `${PANIC} x += 1;`],
    [
      'an effect in a condition',
      '+    assert!(!cfg!(zkcwasm_image) || self.next().is_none(), "left out of this image: x");',
    ],
    ['a macro of its own', '+    macro_rules! panic { ($($t:tt)*) => { () } }'],
    ['code that an image leaves out without a panic', '+    #[cfg(not(zkcwasm_image))]'],
    [
      'a condition that images do not have',
      '+    if cfg!(target_os = "zkvm") { panic!("left out of this image: x"); }',
    ],
    ['an assertion that says nothing of what is left out', '+    assert!(true);'],
  ])('is not %s', (_, line) => {
    expect(inSource(' fn f() {', line, ' }')).toEqual(['more than a panic is put in']);
  });

  test('is not within an expression', () => {
    expect(inSource(' let x = y', PANIC, ' + 1;')).toEqual(['not put in as a statement of its own']);
  });
});

describe('what may go', () => {
  test('is nothing of a source', () => {
    expect(inSource(' fn f() {', '-    x += 1;', ' }')).toEqual([
      'code is taken out without a panic in its place',
    ]);
    expect(inSource(' fn f() {', '-    x += 1;', PANIC, ' }')).toEqual([
      'code is taken out without a panic in its place',
    ]);
  });

  test('is a feature that is listed, of the crate it is listed for', () => {
    const line = '-    "host-arch",';
    expect(
      whys('wasmtime-internal-cranelift.patch', patch('wasmtime-internal-cranelift/Cargo.toml', line)),
    ).toEqual([]);
    expect(whys('regalloc2.patch', patch('regalloc2/Cargo.toml', line))).toHaveLength(1);
    expect(whys('regalloc2.patch', patch('regalloc2/Cargo.toml', '+build = "other.rs"'))).toHaveLength(1);
  });
});

describe('files', () => {
  test('are the crate’s own sources, none moved, none made', () => {
    expect(whys('regalloc2.patch', patch('other/src/lib.rs', ' {', PANIC))).toContain(
      'a file of a kind that no omission concerns',
    );
    expect(whys('regalloc2.patch', patch('regalloc2/build.rs', ' {', PANIC))).not.toEqual([]);
    expect(whys('regalloc2.patch', patch('regalloc2/src/../../x/src/a.rs', ' {', PANIC))).not.toEqual([]);
    const made = patch('regalloc2/src/new.rs', PANIC).replace('--- a/regalloc2/src/new.rs', '--- /dev/null');
    expect(whys('regalloc2.patch', made)).toContain('neither a header nor a hunk');
    const renamed = patch('regalloc2/src/a.rs', ' {', PANIC).replace(
      '+++ b/regalloc2/src/a.rs',
      '+++ b/regalloc2/src/b.rs',
    );
    expect(whys('regalloc2.patch', renamed)).toContain('a file is moved or made');
  });

  test('are patches at all, and whole', () => {
    expect(whys('regalloc2.patch', '')).toContain('not a patch');
    expect(whys('regalloc2.patch', 'GIT binary patch\n')).not.toEqual([]);
    const cut = patch('regalloc2/src/lib.rs', ' {', PANIC, ' }').split('\n').slice(0, 4).join('\n');
    expect(whys('regalloc2.patch', cut)).toContain('the last hunk is cut short');
    // A hunk that says it has one line, and hides another behind it.
    const longer = patch('regalloc2/src/lib.rs', ' {', PANIC).replace('+1,2', '+1,1');
    expect(whys('regalloc2.patch', longer)).not.toEqual([]);
  });

  test('of Rust’s library only say where a panic goes', () => {
    const file = 'core/src/panicking.rs';
    const swap = ['-        super::intrinsics::abort()', '+        unsafe { zkcwasm_panic() }'];
    expect(whys('library.diff', patch(file, ...swap))).toEqual([]);
    expect(whys('library.diff', patch('core/src/ptr/mod.rs', ...swap))).not.toEqual([]);
    expect(whys('library.diff', patch(file, '+        loop {}'))).not.toEqual([]);
  });
});

describe('every patch of a reference image', () => {
  const patches = FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(patch|diff)$/.test(name))
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
  );

  test('is of omissions only', () => {
    expect(patches.length).toBeGreaterThan(0);
    for (const { name, text } of patches) expect(faultsOf(name, text)).toEqual([]);
  });

  test('fails where a semantic change is slipped into it', () => {
    for (const { name, text } of patches.filter((patch) => patch.name.endsWith('.patch'))) {
      const changed = text.replace(/^ (.*\S.*)$/m, '-$1\n+$1 // changed');
      expect(changed).not.toBe(text);
      expect(faultsOf(name, changed)).not.toEqual([]);
    }
  });
});

describe('replaced crates', () => {
  test('are read from a manifest', () => {
    expect(replacedCrates('[patch.crates-io]\n# x\na = { path = "patched/a" }\n[other]\nb = 1\n')).toEqual({
      a: 'patched/a',
    });
  });
  test.each([
    '[patch."https://example.org"]',
    '[replace]',
    '[source.crates-io]',
    '[patch.crates-io]\na = { git = "x" }',
  ])('in no other way: %s', (text) => {
    expect(() => replacedCrates(text)).toThrow();
  });
});
