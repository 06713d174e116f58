import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { here } from './demo.js';

/** The gatekeeper as its users run it: a process of its own, that can be killed. */
export class GatekeeperProcess {
  readonly #child: ChildProcess;
  #output = '';

  constructor(options: { chain: string; key: string; policy: string; inbox: string; state: string }) {
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    this.#child = spawn(process.execPath, [here('bin/zkcwasm-wasmd.js'), 'gatekeeper', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.#output += data.toString();
      });
    }
  }

  /** Waits until it has printed something. */
  async printed(text: string, ms = 90_000): Promise<void> {
    const deadline = Date.now() + ms;
    while (!this.#output.includes(text)) {
      if (Date.now() > deadline || this.#child.exitCode !== null) {
        throw new Error(`the gatekeeper did not print ${text}: ${this.#output}`);
      }
      await sleep(50);
    }
  }

  async end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const over = once(this.#child, 'exit');
    this.#child.kill(how);
    await over;
  }
}
