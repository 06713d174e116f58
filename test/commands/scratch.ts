import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A folder in which a reader might stand: with the artifacts, examples, contracts and installed packages of this clone, and nothing else. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'zkcwasm-page-'));

  constructor() {
    for (const name of ['artifacts', 'examples', 'node_modules', 'stateless']) {
      symlinkSync(join(root, name), join(this.folder, name));
    }
    writeFileSync(join(this.folder, 'package.json'), '{"private":true,"type":"module"}');
  }

  /** Runs a script to its end, and ends what it has left running; what it prints, errors among it, and its exit code. */
  bash(script: string): Promise<{ printed: string; code: number }> {
    const options = {
      cwd: this.folder,
      maxBuffer: 64 << 20,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
        // What npx says of new versions is not what a page is about.
        npm_config_update_notifier: 'false',
      },
    };
    return new Promise((resolve) => {
      execFile(
        'bash',
        ['-c', `exec 2>&1\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n${script}`],
        options,
        (error, printed) => {
          resolve({ printed, code: error === null ? 0 : Number(error.code ?? -1) });
        },
      );
    });
  }

  /** A block of commands with what they print. */
  async rerun(block: string): Promise<string> {
    let found = '';
    for (const line of block.split('\n').filter((one) => one.startsWith('$ '))) {
      const { printed } = await this.bash(line.slice(2));
      found += `${line}\n${printed === '' ? '' : printed.replace(/\n?$/, '\n')}`;
    }
    return found;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
