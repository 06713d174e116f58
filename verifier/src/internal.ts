/**
 * `@zkcwasm/verifier/internal`: what the other packages of zkcwasm share with the verifier, and nobody who verifies needs: the
 * encoders, with which a prover makes receipts (the verifier itself holds what it decodes against them, so they are here and
 * not in the prover), the figures behind checks that a prover makes beforehand, the tree of a registry for who keeps one, and the
 * exit codes and words that all commands have. Other packages should not use it: it may change with any version.
 *
 * @packageDocumentation
 */
export { encodeAggregate } from './aggregate/encodeAggregate.js';
export { sortStatements } from './aggregate/encodeRows.js';
export { EXIT_CANCELLED, EXIT_REFUSED, EXIT_USAGE } from './cli/exitCodes.js';
export { visible, visibleError, visibleFields, visibleJson } from './cli/visible.js';
export { bytesInWords, durationInWords, grouped } from './cli/words/amounts.js';
export { boundsTable } from './cli/words/boundsTable.js';
export { namesTable, short as shortDigest } from './cli/words/namesTable.js';
export { statementInWords } from './cli/words/statementInWords.js';
export { textTable } from './cli/words/table.js';
export type { Told } from './cli/words/told.js';
export { MAX_IMPORT_ENTRIES, NO_IMPORTS } from './imports/importList.js';
export { importPatternText, parseImportPattern } from './imports/importPattern.js';
export { encodeLimits } from './journal/encodeEntries.js';
export { encodeJournal } from './journal/encodeJournal.js';
export { type CountedRun, fixedPart, whyDisagree } from './policy/checkCount.js';
export { MAX_PRICE, priceOfRun } from './policy/price.js';
export { whyUntrusted } from './policy/whyUntrusted.js';
export { encodeReceipt } from './receipt/encodeReceipt.js';
export { RECEIPT_VERSION } from './receipt/receipt.js';
export { repack } from './receipt/repack.js';
export { decodeEntry as decodeRegistryEntry } from './registry/decodeProof.js';
export { encodeEntry as encodeRegistryEntry } from './registry/encodeProof.js';
export {
  entryJson as registryEntryJson,
  keyElement,
  keyJson as registryKeyJson,
  reconcile as reconcileEntries,
  valueElement,
} from './registry/entry.js';
export { makeProof } from './registry/makeProof.js';
export type { Nodes, TreeNode } from './registry/nodes.js';
export { EMPTY as EMPTY_ROOT, update as updateTree } from './registry/tree.js';
export { packSeal, sp1Seal, unpackSeal } from './seal/packing.js';
export { type CanonicalValue, canonicalJson } from './util/canonicalJson.js';
export { equalBytes } from './util/equalBytes.js';
export { fromHex } from './util/hex.js';
export { parseJson } from './util/parseJson.js';
export { strictFields, strictList, strictRecord } from './util/strictJson.js';
export { systemReason } from './util/systemReason.js';
