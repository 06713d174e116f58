import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BOMBS } from '../../testkit/bombs/index.js';
import { corpus } from '../../testkit/corpus/corpus.js';
import { writeRandomModules } from '../../testkit/random/randomModules.js';
import { largest } from './largest.js';
import type { Measurer } from './measurer.js';
import type { Group, Named } from './row.js';

/** What is measured, and how much of it. */
export interface Sources {
  groups: readonly Group[];
  /** Random modules. */
  random: number;
  seed: number;
  /** Bombs are no larger than so many native instructions make them. */
  most: number;
  /** Contracts and bombs with one of these in their names; all where there is none. */
  only: readonly string[];
}

/** All modules, one after the other. */
export async function* modules(measurer: Measurer, sources: Sources): AsyncGenerator<Named> {
  const wanted = (group: Group) => sources.groups.includes(group);
  const named = (name: string) =>
    sources.only.length === 0 || sources.only.some((part) => name.includes(part));
  if (wanted('corpus')) {
    for (const module of await corpus()) if (named(module.name)) yield { ...module, group: 'corpus' };
  }
  if (wanted('bombs')) {
    for (const bomb of BOMBS) {
      if (!named(bomb.name)) continue;
      const size = await largest(measurer, bomb, sources.seed, sources.most);
      if (size === undefined) continue;
      const name = `${bomb.name} ${size.n} (${size.boundary})`;
      yield { name, group: 'bombs', wasm: size.wasm };
    }
  }
  if (wanted('random') && sources.random > 0) {
    const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-random-'));
    try {
      for (const file of await writeRandomModules(sources.seed, sources.random, folder)) {
        yield {
          name: `random ${file}`,
          group: 'random',
          wasm: new Uint8Array(await readFile(join(folder, file))),
        };
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
