import { PolicyError } from '../errors/base.js';
import type { ImportList } from '../imports/importList.js';
import type { Journal } from '../journal/journal.js';
import { equalBytes } from '../util/equalBytes.js';
import { toHex } from '../util/hex.js';

/**
 * Holds the list of imports that was in force against the one that a policy wants.
 *
 * @throws PolicyError `policy/imports`
 */
export function checkImports(wanted: Pick<ImportList, 'digest'>, journal: Journal): void {
  if (equalBytes(wanted.digest, journal.imports)) return;
  throw new PolicyError(
    'policy/imports',
    `the module was compiled under the import list ${toHex(journal.imports)}, and the policy wants ${toHex(wanted.digest)}`,
    { hint: "Have the module proved with --import-list, a file with exactly the policy's imports." },
  );
}
