import { Bytes } from './bytes.js';
import type { Code } from './code.js';

/** Declared locals of a function: so many of a type. */
export type Locals = readonly (readonly [count: number, type: number])[];

const EXPORT_KINDS = { func: 0, table: 1, memory: 2, global: 3 } as const;

/** Writes a binary module, section by section. Indices are the caller's affair: imports first, then definitions. */
export class Module {
  private readonly typeIndex = new Map<string, number>();
  private readonly sections = new Map<number, { count: number; bytes: Bytes }>();
  private readonly customs: { name: string; body: Uint8Array }[] = [];
  private functions = 0;
  private startFunction: number | undefined;

  /** Index of a function type, which is added once. */
  type(params: number[], results: number[]): number {
    const key = `${params}>${results}`;
    const known = this.typeIndex.get(key);
    if (known !== undefined) return known;
    const index = this.typeIndex.size;
    this.typeIndex.set(key, index);
    this.entry(1).byte(0x60).u(params.length).raw(params).u(results.length).raw(results);
    return index;
  }

  importFunction(module: string, name: string, type: number): number {
    this.entry(2).name(module).name(name).byte(0).u(type);
    this.functions += 1;
    return this.functions - 1;
  }

  importGlobal(module: string, name: string, type: number): void {
    this.entry(2).name(module).name(name).byte(3).byte(type).byte(0);
  }

  /** Adds a function with a body; `code` is without the closing `end`. Returns its index. */
  func(type: number, locals: Locals, code: Code): number {
    this.entry(3).u(type);
    const body = new Bytes().u(locals.length);
    for (const [count, local] of locals) body.u(count).byte(local);
    body.raw(code.done()).byte(0x0b);
    this.entry(10).u(body.length).raw(body.done());
    this.functions += 1;
    return this.functions - 1;
  }

  table(type: number, min: number): void {
    this.entry(4).byte(type).byte(0).u(min);
  }

  memory(pages: number): void {
    this.entry(5).byte(0).u(pages);
  }

  global(type: number, mutable: boolean, init: Code): void {
    this.entry(6)
      .byte(type)
      .byte(mutable ? 1 : 0)
      .raw(init.done())
      .byte(0x0b);
  }

  export(name: string, kind: keyof typeof EXPORT_KINDS, index: number): void {
    this.entry(7).name(name).byte(EXPORT_KINDS[kind]).u(index);
  }

  /** Adds a function with a body under a name. Returns its index. */
  exportFunction(name: string, type: number, locals: Locals, code: Code): number {
    const index = this.func(type, locals, code);
    this.export(name, 'func', index);
    return index;
  }

  start(func: number): void {
    this.startFunction = func;
  }

  /** An element segment, all of it but the count of segments. */
  element(write: (entry: Bytes) => void): void {
    write(this.entry(9));
  }

  /** Functions that may be named by `ref.func` in bodies. */
  declare(funcs: number[]): void {
    const entry = this.entry(9).byte(3).byte(0).u(funcs.length);
    for (const func of funcs) entry.u(func);
  }

  /** A data segment: passive without an offset. */
  data(bytes: ArrayLike<number>, offset?: Code): void {
    const entry = this.entry(11);
    if (offset === undefined) entry.byte(1);
    else entry.byte(0).raw(offset.done()).byte(0x0b);
    entry.u(bytes.length).raw(bytes);
  }

  custom(name: string, body: Uint8Array): void {
    this.customs.push({ name, body });
  }

  /** The module's bytes. */
  done(): Uint8Array {
    const out = new Bytes().raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    for (const id of [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11]) {
      const body = this.section(id);
      if (body !== undefined) out.byte(id).u(body.length).raw(body);
    }
    for (const { name, body } of this.customs) {
      const section = new Bytes().name(name).raw(body);
      out.byte(0).u(section.length).raw(section.done());
    }
    return out.done();
  }

  private section(id: number): Uint8Array | undefined {
    if (id === 8) {
      return this.startFunction === undefined ? undefined : new Bytes().u(this.startFunction).done();
    }
    if (id === 12) {
      const data = this.sections.get(11);
      return data === undefined ? undefined : new Bytes().u(data.count).done();
    }
    const section = this.sections.get(id);
    if (section === undefined) return undefined;
    return new Bytes().u(section.count).raw(section.bytes.done()).done();
  }

  private entry(id: number): Bytes {
    const section = this.sections.get(id) ?? { count: 0, bytes: new Bytes() };
    this.sections.set(id, section);
    section.count += 1;
    return section.bytes;
  }
}

/** A module of one exported function. */
export function oneFunction(params: number[], results: number[], locals: Locals, code: Code): Uint8Array {
  const module = new Module();
  module.exportFunction('f', module.type(params, results), locals, code);
  return module.done();
}
