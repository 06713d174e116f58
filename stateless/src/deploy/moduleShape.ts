/** Imports and exports of a module, read without compiling it: in time linear in its bytes, with nothing else looked at. */
import { DeployError } from '../errors/base.js';

export interface ModuleShape {
  /** `MODULE::NAME`, and the kind: 0 function, 1 table, 2 memory, 3 global. */
  imports: { name: string; kind: number }[];
  exports: { name: string; kind: number }[];
}

export const FUNCTION = 0;
export const MEMORY = 2;
const IMPORT_SECTION = 2;
const EXPORT_SECTION = 7;
const MAX_ITEMS = 10_000;

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }
  u8(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw malformed('it is cut short');
    this.at += 1;
    return byte;
  }
  /** LEB128 of up to 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw malformed('a number in it has no end');
  }
  take(length: number): Uint8Array {
    if (this.bytes.length - this.at < length) throw malformed('it is cut short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  name(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.take(this.u32()));
    } catch (cause) {
      if (cause instanceof DeployError) throw cause;
      throw malformed('a name in it is not UTF-8', cause);
    }
  }
  count(): number {
    const count = this.u32();
    if (count > MAX_ITEMS) throw malformed(`it has ${count} imports or exports`);
    return count;
  }
}

/** @throws DeployError `deploy/module` */
export function moduleShape(wasm: Uint8Array): ModuleShape {
  const reader = new Reader(wasm);
  if (Buffer.compare(reader.take(8), Buffer.from('0061736d01000000', 'hex')) !== 0) {
    throw malformed('it does not begin as one');
  }
  const shape: ModuleShape = { imports: [], exports: [] };
  while (!reader.done) {
    const id = reader.u8();
    const section = new Reader(reader.take(reader.u32()));
    if (id === IMPORT_SECTION) shape.imports.push(...items(section, readImport));
    if (id === EXPORT_SECTION) shape.exports.push(...items(section, readExport));
  }
  return shape;
}

function items<T>(section: Reader, read: (section: Reader) => T): T[] {
  const list = Array.from({ length: section.count() }, () => read(section));
  if (!section.done) throw malformed('a section of it is longer than what is in it');
  return list;
}

function readImport(section: Reader): { name: string; kind: number } {
  const name = `${section.name()}::${section.name()}`;
  const kind = section.u8();
  // Only functions are allowed; of anything else no more needs to be known, so its type is not read.
  if (kind !== FUNCTION)
    throw new DeployError(
      'deploy/imports',
      `the module imports ${JSON.stringify(name)}, which is no function`,
    );
  section.u32();
  return { name, kind };
}

function readExport(section: Reader): { name: string; kind: number } {
  const [name, kind] = [section.name(), section.u8()];
  section.u32();
  return { name, kind };
}

function malformed(why: string, cause?: unknown): DeployError {
  return new DeployError('deploy/module', `imports and exports of the module cannot be read: ${why}`, {
    cause,
  });
}
