import { ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_REFUSED, EXIT_USAGE } from '@zkcwasm/verifier/internal';

/**
 * Runs a command: what it returns goes to standard output as one JSON object, its refusal to standard error with the exit code
 * (1 refused, 2 wrong usage).
 *
 * @throws what is not a ZkcwasmError: a fault of ours
 */
export async function report(work: () => Promise<object | undefined>): Promise<void> {
  try {
    const result = await work();
    if (result !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    process.stderr.write(`refused (${error.code}): ${visible(error.message)}\n`);
    process.exitCode = error.code === 'usage/invalid' ? EXIT_USAGE : EXIT_REFUSED;
  }
}

/** A line for people. What came from outside must not steer the terminal. */
export function tell(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

function visible(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
