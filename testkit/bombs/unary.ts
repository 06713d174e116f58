import { type Bomb, doubling } from './bomb.js';
import { Code, F64, I32, I64, OP, V128 } from './code.js';
import { oneFunction } from './encoder.js';

/** One- to three-byte instructions that become long sequences, chained: most machine code for a byte of wasm. */
const CHAINS: { name: string; type: number; codes: number[] }[] = [
  { name: 'f64.sqrt', type: F64, codes: [OP.f64Sqrt] },
  { name: 'f64.nearest', type: F64, codes: [OP.f64Nearest] },
  { name: 'i64.clz', type: I64, codes: [OP.i64Clz] },
  { name: 'i32.popcnt', type: I32, codes: [OP.i32Popcnt] },
  { name: 'i64.trunc_f64_u', type: I64, codes: [OP.f64ConvertI64U, OP.i64TruncF64U] },
  { name: 'i64.trunc_sat_f64_u', type: I64, codes: [OP.f64ConvertI64U, 0xfc, 7] },
  { name: 'i8x16.popcnt', type: V128, codes: [0xfd, 98] },
  { name: 'f32x4.sqrt', type: V128, codes: [0xfd, 0xe3, 0x01] },
  { name: 'f64x2.nearest', type: V128, codes: [0xfd, 0x94, 0x01] },
  { name: 'i32x4.trunc_sat_f32x4_u', type: V128, codes: [0xfd, 0xf9, 0x01] },
  { name: 'i32x4.trunc_sat_f64x2_u_zero', type: V128, codes: [0xfd, 0xfd, 0x01] },
  { name: 'f32x4.convert_i32x4_u', type: V128, codes: [0xfd, 0xfb, 0x01] },
  { name: 'i64x2.abs', type: V128, codes: [0xfd, 0xc0, 0x01] },
];

/** The same with a second operand, which is the local itself. */
const PAIRS: { name: string; type: number; codes: number[] }[] = [
  { name: 'f64.min', type: F64, codes: [OP.f64Min] },
  { name: 'f64.copysign', type: F64, codes: [OP.f64Copysign] },
  { name: 'i64.div_s', type: I64, codes: [OP.i64DivS] },
  { name: 'i64x2.mul', type: V128, codes: [0xfd, 0xd5, 0x01] },
  { name: 'i8x16.swizzle', type: V128, codes: [0xfd, 14] },
  { name: 'f32x4.max', type: V128, codes: [0xfd, 0xe9, 0x01] },
  { name: 'i64x2.lt_s', type: V128, codes: [0xfd, 0xd8, 0x01] },
  { name: 'i32x4.extmul_high_i16x8_u', type: V128, codes: [0xfd, 0xbf, 0x01] },
];

/** Lane shifts by a variable amount. */
const SHIFTS: { name: string; codes: number[] }[] = [
  { name: 'i8x16.shl', codes: [0xfd, 107] },
  { name: 'i8x16.shr_s', codes: [0xfd, 108] },
  { name: 'i64x2.shr_s', codes: [0xfd, 0xcc, 0x01] },
];

const sizes = doubling(128, 1024);

/** Bombs of one instruction each. */
export const UNARY: Bomb[] = [
  ...CHAINS.map(
    ({ name, type, codes }): Bomb => ({
      name: `chain ${name}`,
      source: 'own',
      describe: `n times ${name} of the result before`,
      sizes,
      make: (n) =>
        oneFunction(
          [type],
          [type],
          [],
          new Code().get(0).times(n, (c) => c.op(...codes)),
        ),
    }),
  ),
  ...PAIRS.map(
    ({ name, type, codes }): Bomb => ({
      name: `chain ${name}`,
      source: 'own',
      describe: `n times ${name} of the result before and a parameter`,
      sizes,
      make: (n) =>
        oneFunction(
          [type],
          [type],
          [],
          new Code().get(0).times(n, (c) => c.get(0).op(...codes)),
        ),
    }),
  ),
  ...SHIFTS.map(
    ({ name, codes }): Bomb => ({
      name: `chain ${name}`,
      source: 'own',
      describe: `n times ${name} of the result before by a parameter`,
      sizes,
      make: (n) =>
        oneFunction(
          [V128, I32],
          [V128],
          [],
          new Code().get(0).times(n, (c) => c.get(1).op(...codes)),
        ),
    }),
  ),
];
