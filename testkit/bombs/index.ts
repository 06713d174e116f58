/** Every bomb, by family. */
import { APART } from './apart.js';
import { ARITHMETIC } from './arithmetic.js';
import type { Bomb } from './bomb.js';
import { BR_TABLES } from './brTables.js';
import { CONTROL } from './control.js';
import { GLOBALS } from './globals.js';
import { HASHES } from './hashes.js';
import { LOCALS } from './locals.js';
import { MEMORY } from './memory.js';
import { MIXED } from './mixed.js';
import { MODULE_SHAPE } from './moduleShape.js';
import { PRESSURE } from './pressure.js';
import { SIGNATURES } from './signatures.js';
import { SIMD } from './simd.js';
import { TABLES } from './tables.js';
import { UNARY } from './unary.js';

export type { Bomb } from './bomb.js';

export const BOMBS: readonly Bomb[] = [
  ...MIXED,
  ...LOCALS,
  ...CONTROL,
  ...BR_TABLES,
  ...ARITHMETIC,
  ...UNARY,
  ...PRESSURE,
  ...SIGNATURES,
  ...SIMD,
  ...MEMORY,
  ...TABLES,
  ...GLOBALS,
  ...MODULE_SHAPE,
  ...HASHES,
  ...APART,
];
