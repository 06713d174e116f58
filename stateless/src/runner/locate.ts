import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RunnerError } from '../errors/base.js';

/**
 * Where the runner is: `ZKCWASM_RUNNER`, or `bin/zkcwasm-runner` of this package.
 *
 * @throws RunnerError `runner/missing`
 */
export function locateRunner(): string {
  const own = fileURLToPath(new URL('../../bin/zkcwasm-runner', import.meta.url));
  const path = process.env.ZKCWASM_RUNNER ?? own;
  if (existsSync(path)) return path;
  throw new RunnerError('runner/missing', `there is no runner at ${path}`, {
    hint: 'Build it with scripts/build-stateless-runner.sh, or name one with ZKCWASM_RUNNER.',
  });
}
