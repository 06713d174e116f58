import { type Engine, withEngine } from '@zkcwasm/prover';

/** Works through `items` with so many engines at once; each item gets a fresh one, since bombs may kill engines. */
export async function withEngines<T>(
  items: readonly T[],
  engines: number,
  work: (engine: Engine, item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await withEngine((engine) => work(engine, item));
  };
  await Promise.all(Array.from({ length: engines }, worker));
}
