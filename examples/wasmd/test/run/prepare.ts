/**
 * Builds wasmd for checks/wasmd.sh, within its time. Exit codes: 0 it is there, 3 it cannot be had here, and a line says why; 1 a
 * fault.
 */
import { buildWasmd } from '../../src/chain/build.js';
import { GateError } from '../../src/errors.js';

const minutes = Number(process.env.ZKCWASM_WASMD_MINUTES ?? 15);
const ABSENT = ['chain/no-go', 'chain/no-modules', 'chain/build-slow'];
try {
  console.log(await buildWasmd({ tell: console.log, limitMs: minutes * 60_000 }));
} catch (error) {
  if (!(error instanceof GateError) || !ABSENT.includes(error.code)) throw error;
  console.log(`SKIPPED: the chain's tests do not run here (${error.code}): ${error.message}`);
  process.exitCode = 3;
}
