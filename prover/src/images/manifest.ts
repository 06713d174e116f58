/**
 * `artifacts/images.toml`: which images there are. An image is one compiler version, one target, one artifact profile, and
 * where the compiler's sources come from; its name says all of it, and nothing depends on the order of a list.
 */
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { ProverError } from '../errors/base.js';

const key = z.string().regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, 'must be lower-case words joined by - or _');
const line = z.string().regex(/^[\x20-\x7e]{1,120}$/, 'must be one line of text');

const schema = z.strictObject({
  compilers: z.record(
    key,
    z.strictObject({
      /** As journals have it. */
      name: key,
      /** Exact version, as journals have it. */
      version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be an exact version'),
      profiles: z.array(key).nonempty(),
    }),
  ),
  targets: z.record(
    key,
    z.strictObject({ triple: z.string().regex(/^[a-z0-9_]+(?:-[a-z0-9_]+){0,3}$/, 'is no target triple') }),
  ),
  profiles: z.record(key, z.strictObject({ about: line })),
  default: z.strictObject({ compiler: key, target: key, profile: key }),
  images: z
    .array(
      z.strictObject({
        compiler: key,
        target: key,
        profiles: z.array(key).nonempty(),
        source: z.enum(['upstream', 'tuned']),
      }),
    )
    .nonempty(),
});

/** One image that there is to be. */
export interface ListedImage {
  /** COMPILER-TARGET-PROFILE, with `-tuned` behind it for the source `tuned`. */
  name: string;
  /** Key of the compiler: its folder under `guest/compilers`. */
  compiler: string;
  /** The compiler as journals name it. */
  compilerName: string;
  /** Its version as journals name it: that of a tuned one says so. */
  compilerVersion: string;
  /** Key of the target. */
  target: string;
  triple: string;
  profile: string;
  source: 'upstream' | 'tuned';
}

/** What the file says. */
export interface ImageManifest {
  images: ListedImage[];
  /** Names of artifact profiles that some image has, in the order of the file, each with what it is. */
  profiles: Map<string, string>;
  /** Target triples that some image has. */
  triples: string[];
  /** What is taken where nothing is said. */
  default: { compiler: string; compilerVersion: string; triple: string; profile: string };
}

/**
 * Text → manifest.
 *
 * @throws ProverError `images/invalid`, naming what is wrong: no TOML, an unknown key, an image of a compiler, target or
 *   profile that the file does not define, two images alike
 */
export function parseManifest(text: string, path = 'images.toml'): ImageManifest {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    const what = error instanceof TomlError ? error.message.split('\n')[0] : String(error);
    throw invalid(path, `it is not TOML: ${what}`, error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(path, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong shape'}`);
  }
  const { compilers, targets, profiles, images } = parsed.data;
  const defined = <T>(table: Record<string, T>, what: string, name: string): T => {
    const found = Object.hasOwn(table, name) ? table[name] : undefined;
    if (found === undefined) {
      throw invalid(path, `there is no ${what} ${name}: there are ${Object.keys(table).join(', ')}`);
    }
    return found;
  };
  const listed = images.flatMap((image) => {
    const compiler = defined(compilers, 'compiler', image.compiler);
    const { triple } = defined(targets, 'target', image.target);
    return image.profiles.map((profile): ListedImage => {
      defined(profiles, 'profile', profile);
      if (!compiler.profiles.includes(profile)) {
        throw invalid(path, `compiler ${image.compiler} has no profile ${profile}`);
      }
      const tuned = image.source === 'tuned';
      return {
        name: `${image.compiler}-${image.target}-${profile}${tuned ? '-tuned' : ''}`,
        compiler: image.compiler,
        compilerName: compiler.name,
        compilerVersion: tuned ? `${compiler.version}+tuned.1` : compiler.version,
        target: image.target,
        triple,
        profile,
        source: image.source,
      };
    });
  });
  const names = new Set<string>();
  for (const { name } of listed) {
    if (names.has(name)) throw invalid(path, `two images are alike: ${name}`);
    names.add(name);
  }
  const { compiler, target, profile } = parsed.data.default;
  const { triple } = defined(targets, 'target', target);
  const compilerVersion = defined(compilers, 'compiler', compiler).version;
  const fallback = { compiler, compilerVersion, triple, profile };
  if (
    !listed.some(
      (i) =>
        i.compiler === compiler && i.triple === triple && i.profile === profile && i.source === 'upstream',
    )
  ) {
    throw invalid(path, 'the default is no image of the list');
  }
  return {
    images: listed,
    profiles: new Map(
      Object.entries(profiles)
        .filter(([name]) => listed.some((image) => image.profile === name))
        .map(([name, { about }]) => [name, about]),
    ),
    triples: [...new Set(listed.map((image) => image.triple))],
    default: fallback,
  };
}

function invalid(path: string, why: string, cause?: unknown): ProverError {
  return new ProverError('images/invalid', `the list of images ${path} is not valid: ${why}`, {
    hint: 'artifacts/README.md says what it holds.',
    ...(cause === undefined ? {} : { cause }),
  });
}
