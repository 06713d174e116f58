/**
 * What a reference image may do to upstream's sources: leave code out, and put a panic in its place. This holds every
 * hunk of every patch under an `omissions/` folder to that, by its text alone:
 *
 * - A Rust source only ever gains lines, each of them one whole statement that either does nothing or panics:
 *       if cfg!(C) { panic!("left out of this image: WHAT"); }
 *       assert!(!cfg!(C) || E, "left out of this image: WHAT");
 *   where C is a configuration of images and E reads a setting. So a run of the changed compiler that does not panic is,
 *   step by step, a run of upstream's.
 * - A generator of sources (`*-meta`) may write such a statement out.
 * - A manifest may lose features of dependencies, those listed here, and gain the names of the configurations.
 * - In Rust's own library a panic that aborts may call the image's function instead, and nothing else.
 */

/** A line of a patch that is no omission. */
export interface Fault {
  file: string;
  /** Line of the patch, from 1. */
  line: number;
  text: string;
  why: string;
}

const CONFIGURATION =
  '(?:zkcwasm_image|zkcwasm_profile = "[a-z-]+"|any\\(zkcwasm_profile = "[a-z-]+"(?:, zkcwasm_profile = "[a-z-]+")*\\))';
const WHAT = '"left out of this image: [a-zA-Z0-9 ,-]+"';
/** Reads a flag, or a field, and compares; calls nothing else. */
const READS =
  '(?:!?self\\.backend\\.x64_flags\\.has_[a-z0-9]+\\(\\)|matches!\\([a-z]+(?:\\.[a-z_]+)*, [A-Z][A-Za-z]*::[A-Z][A-Za-z]*(?: \\{ \\.\\. \\})?\\)|[a-z_]+(?:\\.[a-z_]+)*\\.is_none\\(\\))';
const PANIC = `if cfg!\\(${CONFIGURATION}\\) \\{ panic!\\(${WHAT}\\); \\}`;
const ASSERT = `assert!\\(!cfg!\\(${CONFIGURATION}\\) \\|\\| ${READS}, ${WHAT}\\);`;
const STATEMENT = new RegExp(`^ *(?:${PANIC}|${ASSERT})$`);
const WRITTEN_OUT =
  /^ *fmtln!\(f, "assert!\(!cfg!\(zkcwasm_image\), \\"left out of this image: [a-zA-Z ]+\\"\);"\);$/;
/** What stands before a statement: another one's end, or a block's beginning. */
const BEFORE_STATEMENT = /(?:[{};])$/;

/** Features of dependencies that images do without, by crate: what they would bring is an error or not there. */
const FEATURES_LEFT_OUT: Record<string, { removed: RegExp[]; added: RegExp[] }> = {
  // The Pulley back end: a target that is asked for and not there is an error.
  wasmtime: { removed: [/^features = \["pulley"\]$/], added: [] },
  // The back end for the zkVM's own architecture, likewise; of the writers of object files all but ELF's.
  'wasmtime-internal-cranelift': {
    removed: [/^ {4}"host-arch",$/, /^ {4}"write",$/],
    added: [/^ {4}"write_std",$/],
  },
};
const CONFIGURATION_NAMES =
  /^(?:|\[lints\.rust\.unexpected_cfgs\]|level = "warn"|priority = 0|check-cfg = \[|\]| {4}"cfg\(zkcwasm_image\)",| {4}"cfg\(zkcwasm_profile, values\(any\(\)\)\)",)$/;

const LIBRARY_REMOVED = /^ *(?:super::)?intrinsics::abort\(\)$/;
const LIBRARY_ADDED =
  /^(?: *unsafe \{ zkcwasm_panic\(\) \}| *panic!\(\)|unsafe extern "Rust" \{| {4}\/\/\/ The program says there what a panic ends in\.| {4}fn zkcwasm_panic\(\) -> !;|\}|)$/;

type Kind = 'source' | 'generator' | 'manifest' | 'library';

/**
 * The lines of a patch that are no omissions; none if all are.
 *
 * @param name the patch's file name: `CRATE.patch`, or `library.diff` for Rust's own library
 */
export function faultsOf(name: string, patch: string): Fault[] {
  const faults: Fault[] = [];
  const crate = name.replace(/\.(patch|diff)$/, '');
  let file = '';
  let kind: Kind | undefined;
  let before = '';
  let left = { old: 0, new: 0 };
  const lines = patch.split('\n');
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((text, index) => {
    const fault = (why: string) => faults.push({ file: file || name, line: index + 1, text, why });
    if (left.old === 0 && left.new === 0) {
      const header = /^(---|\+\+\+) [ab]\/(\S+)$/.exec(text);
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text);
      if (header !== null) {
        const path = header[2] ?? '';
        if (header[1] === '+++' && path !== file) fault('a file is moved or made');
        file = path;
        kind = kindOf(crate, path);
        if (kind === undefined) fault('a file of a kind that no omission concerns');
      } else if (hunk !== null && file !== '') {
        left = { old: Number(hunk[1] ?? 1), new: Number(hunk[2] ?? 1) };
        before = '';
      } else fault('neither a header nor a hunk');
      return;
    }
    const [sign, line] = [text.slice(0, 1), text.slice(1)];
    if (sign === ' ' || text === '') left = { old: left.old - 1, new: left.new - 1 };
    else if (sign === '-') left.old -= 1;
    else if (sign === '+') left.new -= 1;
    else fault('not a line of a hunk');
    if (left.old < 0 || left.new < 0) fault('a hunk is longer than it says');
    if (sign === '-' && !mayGo(kind, crate, line)) fault('code is taken out without a panic in its place');
    if (sign === '+') {
      if (!mayCome(kind, crate, line)) fault('more than a panic is put in');
      else if (kind === 'source' && !BEFORE_STATEMENT.test(before))
        fault('not put in as a statement of its own');
    }
    if (sign !== '-' && line.trim() !== '') before = line.trim();
  });
  if (left.old > 0 || left.new > 0) {
    faults.push({ file: file || name, line: lines.length, text: '', why: 'the last hunk is cut short' });
  }
  if (file === '') faults.push({ file: name, line: 1, text: '', why: 'not a patch' });
  return faults;
}

function kindOf(crate: string, path: string): Kind | undefined {
  if (crate === 'library') {
    return path === 'core/src/panicking.rs' || path === 'std/src/panicking.rs' ? 'library' : undefined;
  }
  if (!path.startsWith(`${crate}/`) || path.includes('..')) return undefined;
  if (path === `${crate}/Cargo.toml`) return 'manifest';
  // A build script runs on the machine that builds, and could write anything.
  if (!path.startsWith(`${crate}/src/`) || !path.endsWith('.rs')) return undefined;
  return crate.endsWith('-meta') ? 'generator' : 'source';
}

function mayGo(kind: Kind | undefined, crate: string, line: string): boolean {
  if (kind === 'manifest')
    return FEATURES_LEFT_OUT[crate]?.removed.some((known) => known.test(line)) ?? false;
  return kind === 'library' && LIBRARY_REMOVED.test(line);
}

function mayCome(kind: Kind | undefined, crate: string, line: string): boolean {
  switch (kind) {
    case 'source':
      return STATEMENT.test(line);
    case 'generator':
      return WRITTEN_OUT.test(line);
    case 'manifest':
      return (
        CONFIGURATION_NAMES.test(line) ||
        (FEATURES_LEFT_OUT[crate]?.added.some((known) => known.test(line)) ?? false)
      );
    case 'library':
      return LIBRARY_ADDED.test(line);
    default:
      return false;
  }
}
