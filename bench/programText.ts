/** The executable segment of a 64-bit little-endian ELF: what a zkVM's program table holds. */
export function programText(elf: Uint8Array): Uint8Array {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const table = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  for (let i = 0; i < view.getUint16(56, true); i++) {
    const entry = table + i * size;
    const executable =
      view.getUint32(entry, true) === PT_LOAD && (view.getUint32(entry + 4, true) & PF_X) !== 0;
    if (!executable) continue;
    const offset = Number(view.getBigUint64(entry + 8, true));
    return elf.subarray(offset, offset + Number(view.getBigUint64(entry + 32, true)));
  }
  throw new Error('the ELF has no executable segment');
}

const PT_LOAD = 1;
const PF_X = 1;
