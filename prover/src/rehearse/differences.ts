/** What one recorded module did otherwise than another time. */
import { isDeepStrictEqual } from 'node:util';
import type { CallOutcome, Finished, RecordedModule, Sequence } from './recording.js';

/** One difference, with both sides in words. */
export interface Difference {
  name: string;
  wasmDigest: string;
  /** `acceptance`: one compiler refuses the module, or for another reason. `state`: what memories and globals hold. */
  kind: 'acceptance' | 'failure' | 'start' | 'result' | 'trap' | 'state' | 'unfinished';
  /** Which instance, from 0, and which call in it, where it is about one. */
  sequence?: number;
  call?: number;
  export?: string;
  args?: readonly string[];
  recorded: string;
  found: string;
}

/** What was compared, and what of it differed. */
export interface Compared {
  differences: Difference[];
  calls: number;
  /** Instances that came to no end on either side, of which nothing can be said. */
  uncompared: number;
}

type Where = Omit<Difference, 'kind' | 'recorded' | 'found'>;

/** Holds what was found against what was recorded, of one module. */
export function compareModules(recorded: RecordedModule, found: RecordedModule): Compared {
  const where = { name: recorded.name, wasmDigest: recorded.wasmDigest };
  if (!('sequences' in recorded) || !('sequences' in found)) {
    const [before, after] = [verdict(recorded), verdict(found)];
    if (before === after) return { differences: [], calls: 0, uncompared: 0 };
    const kind = 'failed' in recorded || 'failed' in found ? 'failure' : 'acceptance';
    return { differences: [{ ...where, kind, recorded: before, found: after }], calls: 0, uncompared: 0 };
  }
  const all: Compared = { differences: [], calls: 0, uncompared: 0 };
  for (const [i, one] of recorded.sequences.entries()) {
    const other = found.sequences[i];
    if (other === undefined) throw new RangeError('a sequence was not played');
    const { differences, calls, uncompared } = compareSequences({ ...where, sequence: i }, one, other);
    all.differences.push(...differences);
    all.calls += calls;
    all.uncompared += uncompared;
  }
  return all;
}

function compareSequences(where: Where, recorded: Sequence, found: Sequence): Compared {
  if ('unfinished' in recorded || 'unfinished' in found) {
    const [before, after] = [end(recorded), end(found)];
    const both = 'unfinished' in recorded && 'unfinished' in found;
    return {
      differences: both ? [] : [{ ...where, kind: 'unfinished', recorded: before, found: after }],
      calls: 0,
      uncompared: both ? 1 : 0,
    };
  }
  const differences: Difference[] = [];
  if (recorded.start !== found.start) {
    const [before, after] = [recorded.start, found.start].map((trap) => trap ?? 'started');
    differences.push({ ...where, kind: 'start', recorded: before ?? '', found: after ?? '' });
  }
  for (const [k, call] of recorded.calls.entries()) {
    const other = found.calls[k];
    if (other === undefined || isDeepStrictEqual(call.outcome, other.outcome)) continue;
    const trapped = 'trap' in call.outcome || 'trap' in other.outcome;
    differences.push({
      ...where,
      call: k,
      export: call.export,
      args: call.args,
      kind: trapped ? 'trap' : 'result',
      recorded: words(call.outcome),
      found: words(other.outcome),
    });
  }
  differences.push(...compareStates(where, recorded, found));
  return { differences, calls: recorded.calls.length, uncompared: 0 };
}

function compareStates(where: Where, recorded: Finished, found: Finished): Difference[] {
  const names = new Set([...recorded.state.keys(), ...found.state.keys()]);
  return [...names].flatMap((name) => {
    const [before, after] = [recorded, found].map(({ state }) => state.get(name) ?? 'nothing');
    if (before === after) return [];
    return [{ ...where, kind: 'state', export: name, recorded: before ?? '', found: after ?? '' } as const];
  });
}

function verdict(module: RecordedModule): string {
  if ('refused' in module) return `refused: ${module.refused}`;
  return 'failed' in module ? `failed: ${module.failed}` : 'compiled';
}

function end(sequence: Sequence): string {
  return 'unfinished' in sequence ? `no end: ${sequence.unfinished}` : 'came to its end';
}

function words(outcome: CallOutcome): string {
  return 'trap' in outcome ? `trap: ${outcome.trap}` : `results: ${outcome.results.join(', ') || 'none'}`;
}
