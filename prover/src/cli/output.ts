import { ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_CANCELLED, EXIT_REFUSED, EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { CyclesExceeded } from '../cyclesExceeded.js';

/** Prints a result, or an error with its exit code: JSON or plain lines. */
export async function report(
  options: { json?: boolean },
  work: () => Promise<Record<string, unknown>>,
): Promise<void> {
  try {
    const result = await work();
    process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : plain(result));
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    const found = error instanceof CyclesExceeded ? error.report : {};
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ...found, error: error.toJSON() })}\n`);
    } else {
      process.stdout.write(plain({ ...found }));
      process.stderr.write(`failed (${error.code}): ${error.message}\n`);
    }
    process.exitCode = exitCode(error.code);
  }
}

function exitCode(code: string): number {
  if (code === 'usage/invalid' || code.startsWith('imports/')) return EXIT_USAGE;
  return code === 'cancelled' ? EXIT_CANCELLED : EXIT_REFUSED;
}

function plain(result: Record<string, unknown>): string {
  return Object.entries(result)
    .map(([key, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `${key.padEnd(24)} ${visible(text)}\n`;
    })
    .join('');
}

/** Names in a hostile module must not steer the terminal, or turn text around. */
function visible(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
