import { execFile } from 'node:child_process';

/** What a process did. */
export interface Ran {
  /** Exit code; -1 after a signal. */
  code: number;
  out: string;
  err: string;
}

/** Runs Node with arguments to its end. `input` goes to standard input, `env` on top of the environment. */
export function runNode(
  args: readonly string[],
  options: { input?: Uint8Array; env?: Record<string, string> } = {},
): Promise<Ran> {
  const env = { ...process.env, ...options.env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env, maxBuffer: 64 << 20 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
    child.stdin?.end(options.input);
  });
}
