import { visible } from '@zkcwasm/verifier/internal';
import type { DeniedImport } from '../../deniedImport.js';

/** How to see what words leave out. */
export const MORE = 'Every field, with digests in full: --verbose, or --json for programs.\n';

/** Which import was not allowed, and how to allow it; nothing where no import was the reason. */
export function howToAllow(denied: DeniedImport | undefined): string {
  if (denied === undefined) return '';
  const { index, module, name, hint } = denied;
  const which = module === undefined || name === undefined ? '' : `, ${module}::${name},`;
  return `${visible(`Import ${index}${which} is not allowed. ${hint}`)}\n`;
}
