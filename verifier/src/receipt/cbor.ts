import { Encoder } from 'cbor-x';

/** Plain maps, byte strings without tags, no records: what RFC 8949 alone defines. */
export const cbor = new Encoder({
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  tagUint8Array: false,
  structuredClone: false,
});
