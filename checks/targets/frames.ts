/**
 * How deep a function takes the stack pointer, read from a disassembler's text: another way than the images', which compare
 * bytes. Only for code that Cranelift and Winch write.
 */
import type { Instruction } from './disassembly.js';

/** How frames of a target are read. */
export interface FrameReader {
  triple: string;
  profile: string;
  /** As llvm-objcopy names it. */
  machine: string;
  /** Bytes of a function's frame; `undefined` where this way of reading cannot tell. */
  depth(code: Instruction[]): number | undefined;
}

/** A number in the disassembler's writing: decimal, or hexadecimal with a sign in front. */
function number(text: string | undefined): number {
  const negative = text?.startsWith('-') === true;
  const value = Number(negative ? text?.slice(1) : text);
  if (text === undefined || Number.isNaN(value)) throw new Error(`${text} is no number`);
  return negative ? -value : value;
}

/** Follows what moves the stack pointer, down as positive numbers, to the function's first call or end. */
function aarch64(code: Instruction[]): number | undefined {
  const registers = new Map<string, number>();
  let [down, deepest] = [0, 0];
  for (const { mnemonic, operands } of code) {
    const constant = /^[wx](\d+), #(-?0x[0-9a-f]+)(?:, lsl #(\d+))?$/.exec(operands);
    const pushed = /\[sp, #-(0x[0-9a-f]+)\]!$/.exec(operands);
    const moved = /^sp, sp, (?:#(0x[0-9a-f]+)(?:, lsl #(\d+))?|x(\d+))$/.exec(operands);
    if (/^(?:bl|blr|ret|br|udf)$/.test(mnemonic)) break;
    if (pushed !== null && /^st[pr]$/.test(mnemonic)) down += number(pushed[1]);
    else if (constant?.[1] !== undefined && mnemonic === 'mov')
      registers.set(constant[1], number(constant[2]));
    else if (constant?.[1] !== undefined && mnemonic === 'movk') {
      const unit = 2 ** Number(constant[3] ?? 0);
      const old = registers.get(constant[1]) ?? 0;
      const part = Math.floor(old / unit) % 65_536;
      registers.set(constant[1], old + (number(constant[2]) - part) * unit);
    } else if (moved !== null && /^(?:sub|add)$/.test(mnemonic)) {
      const bytes =
        moved[3] === undefined
          ? number(moved[1]) * 2 ** Number(moved[2] ?? 0)
          : (registers.get(moved[3]) ?? Number.NaN);
      down += mnemonic === 'sub' ? bytes : -bytes;
    }
    deepest = Math.max(deepest, down);
  }
  return deepest;
}

/** Winch moves the stack pointer through another register, anywhere in a function: read where there are no jumps. */
function aarch64Winch(code: Instruction[]): number | undefined {
  let [down, deepest] = [0, 0];
  for (const { mnemonic, operands } of code) {
    const pushed = /\[sp, #-(0x[0-9a-f]+)\]!$/.exec(operands);
    const moved = /^x28, x28, #(0x[0-9a-f]+)(, lsl #12)?$/.exec(operands);
    if (mnemonic === 'ret' || mnemonic === 'udf') return deepest;
    // The jump to the trap of an overflow does not come back.
    if (/^(?:b|b\..*|cbn?z|tbn?z|br)$/.test(mnemonic) && deepest > 32) return undefined;
    if (pushed !== null) down += number(pushed[1]);
    else if (moved !== null && /^(?:sub|add)$/.test(mnemonic)) {
      const bytes = number(moved[1]) * (moved[2] === undefined ? 1 : 4096);
      down += mnemonic === 'sub' ? bytes : -bytes;
    } else if (operands.startsWith('x28, x28,')) return undefined;
    deepest = Math.max(deepest, down);
  }
  return undefined;
}

function riscv64(code: Instruction[]): number | undefined {
  const registers = new Map<string, number>();
  let [down, deepest] = [0, 0];
  for (const { mnemonic, operands } of code) {
    const [to = '', from = '', last = ''] = operands.split(', ');
    if (/^(?:jalr|ret|jr)$/.test(mnemonic)) break;
    if (mnemonic === 'lui') {
      const upper = number(from) * 4096;
      registers.set(to, upper >= 2 ** 31 ? upper - 2 ** 32 : upper);
    } else if (mnemonic === 'addi' && to === 'sp' && from === 'sp') down -= number(last);
    else if (mnemonic === 'addi' && to === from) registers.set(to, (registers.get(to) ?? 0) + number(last));
    else if (mnemonic === 'add' && to === 'sp' && from === 'sp') down -= registers.get(last) ?? Number.NaN;
    deepest = Math.max(deepest, down);
  }
  return deepest;
}

/** To the end of the prologue, which writes the chain of frames; parameters that the caller has put there come on top. */
function s390x(code: Instruction[]): number | undefined {
  let [down, parameters, counter, step] = [0, 0, 0, 0];
  for (const { mnemonic, operands } of code) {
    const moved = /^%r15, (-?\d+)$/.exec(operands);
    const saved = /^%r(\d+), %r15, (\d+)\(%r15\)$/.exec(operands);
    if (mnemonic === 'lhi' || mnemonic === 'iilf') counter = number(operands.split(', ')[1]);
    else if (moved !== null && /^a[gf]h?f?i$/.test(mnemonic)) {
      step = number(moved[1]);
      down -= step;
    } else if (mnemonic === 'brct') down -= step * (counter - 1);
    else if (mnemonic === 'stmg' && saved !== null) parameters = number(saved[2]) - 8 * number(saved[1]);
    else if (mnemonic === 'stg' && operands === '%r1, 0(%r15)') return down + parameters;
  }
  return undefined;
}

/** One for each target that has a machine stack, x86-64 apart, which the compiler's own tests disassemble. */
export const FRAME_READERS: FrameReader[] = [
  {
    triple: 'aarch64-unknown-linux-gnu',
    profile: 'fast-exec',
    machine: 'elf64-littleaarch64',
    depth: aarch64,
  },
  {
    triple: 'aarch64-unknown-linux-gnu',
    profile: 'baseline',
    machine: 'elf64-littleaarch64',
    depth: aarch64Winch,
  },
  {
    triple: 'riscv64gc-unknown-linux-gnu',
    profile: 'fast-exec',
    machine: 'elf64-littleriscv',
    depth: riscv64,
  },
  { triple: 's390x-unknown-linux-gnu', profile: 'fast-exec', machine: 'elf64-s390', depth: s390x },
];
