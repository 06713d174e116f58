/**
 * The native program falls in two: the runner (a compiler: compiles, re-hydrates, runs) and the engine (SP1: executes,
 * proves). Both are driven the same way, and their errors say which of them it was.
 */
export type Side = 'engine' | 'runner';

/** How each is built. */
export const BUILD: Readonly<Record<Side, string>> = {
  engine: '`npm run build:engine` (15-25 minutes the first time on 2 cores)',
  runner: '`npm run build:runner` (some minutes)',
};
