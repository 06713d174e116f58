// This entry point makes no functions at run time and, unlike the package's main one, never loads the native addon
// cbor-extract: what parses hostile bytes is JavaScript alone.
import { Encoder } from 'cbor-x/index-no-eval';

/**
 * Plain maps, byte strings without tags, no records: what RFC 8949 alone defines. As a decoder it is general: it takes
 * quadratic time for some inputs and knows tags that no format here has, so bytes from outside go through `scan` first.
 */
export const cbor = new Encoder({
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  tagUint8Array: false,
  structuredClone: false,
});
