import { MAX_WASM_BYTES, readInput } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';

const MAGIC = Uint8Array.of(0x00, 0x61, 0x73, 0x6d);

/**
 * Reads a module from a file or standard input (`-`): WebAssembly binary as it is, text assembled by wabt.
 *
 * @throws ProverError and InputError `input/*`
 */
export async function loadModule(path: string): Promise<Uint8Array> {
  const bytes = path === '-' ? await readAll(process.stdin) : await readInput(path, 'module', MAX_WASM_BYTES);
  if (bytes.length === 0) throw new ProverError('input/empty', `${label(path)} is empty`);
  if (startsWith(bytes, MAGIC)) return checkedBinary(bytes, path);
  if (looksLikeText(bytes)) return assemble(bytes, path);
  throw new ProverError('input/not-wasm', `${label(path)} is neither WebAssembly binary nor text`, {
    hint: 'A binary module starts with the bytes 00 61 73 6d, text with "(module".',
  });
}

function label(path: string): string {
  return path === '-' ? 'standard input' : path;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    total += (chunk as Buffer).length;
    if (total > MAX_WASM_BYTES) {
      throw new ProverError('input/too-large', `standard input is larger than ${MAX_WASM_BYTES} bytes`);
    }
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** The layer field (bytes 6 and 7) tells a component from a module. Everything deeper is the compiler's to judge. */
function checkedBinary(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.length >= 8 && (bytes[6] !== 0 || bytes[7] !== 0)) {
    throw new ProverError('input/component', `${label(path)} is a WebAssembly component`, {
      hint: 'Only core modules can be compiled; take the module out of the component.',
    });
  }
  return bytes;
}

function looksLikeText(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /^(\s|;;[^\n]*\n|\(;[\s\S]*?;\))*\(/.test(head);
}

async function assemble(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  const { default: initialize } = await import('wabt');
  const wabt = await initialize();
  try {
    const module = wabt.parseWat(path, bytes, { sign_extension: true, bulk_memory: true, simd: true });
    try {
      return new Uint8Array(module.toBinary({}).buffer);
    } finally {
      module.destroy();
    }
  } catch (error) {
    throw new ProverError('input/wat', `${label(path)} is not valid WebAssembly text: ${firstFault(error)}`, {
      cause: error,
    });
  }
}

/** The first fault that the assembler found, and where it is. */
function firstFault(error: unknown): string {
  const message = (error as Error).message.trim();
  const [, line, column, fault] = /:(\d+):(\d+): error: (.*)/.exec(message) ?? [];
  return fault === undefined ? message : `line ${line}, column ${column}: ${fault}`;
}
