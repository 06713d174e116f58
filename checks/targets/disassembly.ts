/** One instruction as llvm-objdump writes it. */
export interface Instruction {
  mnemonic: string;
  /** Operands, without comments. */
  operands: string;
}

/** Reads what `llvm-objdump -d --no-show-raw-insn` prints. */
export function instructions(text: string): Instruction[] {
  return text.split('\n').flatMap((line) => {
    const read = /^\s*[0-9a-f]+:\s+(\S+)\s*(.*)$/.exec(line);
    if (read === null) return [];
    const [, mnemonic = '', rest = ''] = read;
    return [{ mnemonic, operands: (rest.split('//')[0] ?? '').replace(/<[^>]*>/, '').trim() }];
  });
}
