import type { Journal } from '@zkcwasm/verifier';
import { importPatternText } from '@zkcwasm/verifier/internal';
import { type ImportNames, importAt } from './input/importAt.js';

/** The import for which a module was refused. */
export interface DeniedImport extends Partial<ImportNames> {
  /** Index among the module's imports. */
  index: string;
  /** How to allow it. */
  hint: string;
}

/**
 * Which import a module was refused for, if that is why; its names are left out where the module does not have them at
 * the place that the journal tells.
 */
export function deniedImport({ outcome }: Journal, wasm: Uint8Array): DeniedImport | undefined {
  if (outcome.kind !== 'rejected' || outcome.reason !== 'import not allowed') return undefined;
  const names = outcome.offset === undefined ? undefined : importAt(wasm, outcome.offset);
  return { index: `${outcome.value}`, ...names, hint: howToAllow(names) };
}

function howToAllow(names: ImportNames | undefined): string {
  const text = names === undefined ? undefined : importPatternText(names);
  // Others would have to be quoted for each shell in its own way.
  const simple = text !== undefined && /^[\w.:/@+-]+$/.test(text);
  const one = simple
    ? `--allow-import ${text}`
    : '--allow-import MODULE::NAME, with the names as they are here,';
  return `Allow it with ${one} or with --import-list FILE; --allow-import '*' allows every import.`;
}
