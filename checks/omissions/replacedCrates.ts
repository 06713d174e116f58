/**
 * The crates that a workspace's manifest takes from elsewhere than the registry, with where from.
 *
 * @throws Error where it replaces crates in a form that is not understood, so that nothing is overlooked
 */
export function replacedCrates(manifest: string): Record<string, string> {
  const replaced: Record<string, string> = {};
  let section = '';
  for (const [index, line] of manifest.split('\n').entries()) {
    const header = /^\s*\[+([^\]]*)\]+\s*(#.*)?$/.exec(line);
    if (header !== null) {
      section = (header[1] ?? '').trim();
      if (/^(patch|replace|source)\b/.test(section) && section !== 'patch.crates-io') {
        throw new Error(
          `line ${index + 1}: [${section}] replaces crates in another way than [patch.crates-io]`,
        );
      }
      continue;
    }
    if (section !== 'patch.crates-io' || /^\s*(#.*)?$/.test(line)) continue;
    const entry = /^([A-Za-z0-9_-]+) = \{ path = "([^"]+)" \}$/.exec(line);
    if (entry === null)
      throw new Error(`line ${index + 1}: a replaced crate is not of the form NAME = { path = "…" }`);
    replaced[entry[1] ?? ''] = entry[2] ?? '';
  }
  return replaced;
}
