import { Bytes } from './bytes.js';

/** Value types and the empty block type. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export const FUNCREF = 0x70;
export const EMPTY = 0x40;

/** One-byte instructions without immediates that the bombs use. */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  return: 0x0f,
  drop: 0x1a,
  select: 0x1b,
  i32Eqz: 0x45,
  i32LtS: 0x48,
  i32Clz: 0x67,
  i32Popcnt: 0x69,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i32Rotl: 0x77,
  i64Eqz: 0x50,
  i64LtS: 0x53,
  i64Clz: 0x79,
  i64Ctz: 0x7a,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64RemS: 0x81,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64Rotl: 0x89,
  f32Sqrt: 0x91,
  f64Nearest: 0x9e,
  f64Sqrt: 0x9f,
  f64Add: 0xa0,
  f64Mul: 0xa2,
  f64Min: 0xa4,
  f64Copysign: 0xa6,
  i32WrapI64: 0xa7,
  i32TruncF64U: 0xab,
  i64ExtendI32U: 0xad,
  i64TruncF64U: 0xb1,
  f64ConvertI64U: 0xba,
} as const;

/** Memory instructions: code and the alignment that suits it. */
export const MEM = {
  i32Load: [0x28, 2],
  i64Load: [0x29, 3],
  i32Load8U: [0x2d, 0],
  i32Load16S: [0x2e, 1],
  i32Store: [0x36, 2],
  i64Store: [0x37, 3],
  i32Store8: [0x3a, 0],
} as const;

/** A function body or constant expression being written. Immediates only; nothing is checked. */
export class Code extends Bytes {
  /** Instructions without immediates. */
  op(...codes: number[]): this {
    return this.raw(codes);
  }
  i32(value: number): this {
    return this.byte(0x41).s(value | 0);
  }
  i64(value: number | bigint): this {
    return this.byte(0x42).s(value);
  }
  f64(value: number): this {
    return this.byte(0x44).raw(new Uint8Array(new Float64Array([value]).buffer));
  }
  v128(bytes: ArrayLike<number>): this {
    return this.simd(12).raw(bytes);
  }
  get(local: number): this {
    return this.byte(0x20).u(local);
  }
  set(local: number): this {
    return this.byte(0x21).u(local);
  }
  tee(local: number): this {
    return this.byte(0x22).u(local);
  }
  globalGet(global: number): this {
    return this.byte(0x23).u(global);
  }
  globalSet(global: number): this {
    return this.byte(0x24).u(global);
  }
  block(type = EMPTY): this {
    return this.byte(0x02).byte(type);
  }
  loop(type = EMPTY): this {
    return this.byte(0x03).byte(type);
  }
  if(type = EMPTY): this {
    return this.byte(0x04).byte(type);
  }
  /** Block, loop or if whose type is one of the module's. */
  typed(opcode: 'block' | 'loop' | 'if', type: number): this {
    return this.byte({ block: 0x02, loop: 0x03, if: 0x04 }[opcode]).s(type);
  }
  else(): this {
    return this.byte(0x05);
  }
  end(): this {
    return this.byte(0x0b);
  }
  br(depth: number): this {
    return this.byte(0x0c).u(depth);
  }
  brIf(depth: number): this {
    return this.byte(0x0d).u(depth);
  }
  brTable(targets: number[], otherwise: number): this {
    this.byte(0x0e).u(targets.length);
    for (const target of targets) this.u(target);
    return this.u(otherwise);
  }
  call(func: number): this {
    return this.byte(0x10).u(func);
  }
  callIndirect(type: number, table: number): this {
    return this.byte(0x11).u(type).u(table);
  }
  mem([opcode, align]: readonly [number, number], offset: number): this {
    return this.byte(opcode).u(align).u(offset);
  }
  /** Instructions behind the prefix 0xfc, immediates included. */
  misc(opcode: number, ...immediates: number[]): this {
    this.byte(0xfc).u(opcode);
    for (const immediate of immediates) this.u(immediate);
    return this;
  }
  /** Instructions behind the prefix 0xfd; immediates follow with `raw`. */
  simd(opcode: number): this {
    return this.byte(0xfd).u(opcode);
  }
  refNull(type: number): this {
    return this.byte(0xd0).byte(type);
  }
  refFunc(func: number): this {
    return this.byte(0xd2).u(func);
  }
  /** Writes `n` times. */
  times(n: number, write: (code: this, i: number) => void): this {
    for (let i = 0; i < n; i += 1) write(this, i);
    return this;
  }
}
