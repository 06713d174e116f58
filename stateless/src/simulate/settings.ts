import * as z from 'zod';
import { SimulationError } from '../errors/base.js';

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  /** What everything follows from, but for when a process is killed. */
  seed: z.string().min(1).max(100),
  accounts: z.int().min(2).max(100_000),
  /** Most transactions of a block. */
  transactions: z.int().min(1).max(1000),
  /** Share of blocks that leave some before them. */
  reorganisations: share,
  /** Most blocks that are left at once. */
  deepest: z.int().min(1).max(64),
  /** Share of blocks at which something crashes. */
  crashes: share,
  /** Each so many blocks, nodes of a witness are left out one by one. */
  damageEvery: z.int().min(1).max(1_000_000),
});

/** Settings of a simulation; a chain that was begun with some goes on with the same. */
export type Settings = z.infer<typeof schema>;

export const DEFAULTS: Settings = {
  seed: '1',
  accounts: 40,
  transactions: 8,
  reorganisations: 0.1,
  deepest: 4,
  crashes: 0.15,
  damageEvery: 10,
};

/** @throws SimulationError `simulation/settings` */
export function makeSettings(given: Partial<Settings>): Settings {
  const result = schema.safeParse({ ...DEFAULTS, ...given });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SimulationError('simulation/settings', `the setting ${issue?.path.join('.')}: ${issue?.message}`);
}
