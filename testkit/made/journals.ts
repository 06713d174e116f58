import type { Journal } from '../../verifier/src/index.js';
import { NO_IMPORTS } from '../../verifier/src/internal.js';

const fill = (byte: number) => new Uint8Array(32).fill(byte);

/** A statement of a compiled module, with changes. */
export function compiledJournal(changes: Partial<Journal> = {}): Journal {
  return {
    context: fill(1),
    compiler: { name: 'wasmtime', version: '48.0.8' },
    profile: fill(2),
    target: 'x86_64-unknown-linux-gnu',
    wasm: { digest: fill(3), length: 1000n },
    limits: { wasmBytes: 4096n, functions: 100n },
    imports: NO_IMPORTS.digest,
    outcome: { kind: 'compiled', artifact: { digest: fill(4), length: 3000n } },
    metering: { peakHeapBytes: 7000n, operators: 500n, deepestStackBytes: 640n },
    ...changes,
  };
}

/** A statement of a refused module: more functions than a limit allows. */
export function rejectedJournal(changes: Partial<Journal> = {}): Journal {
  return compiledJournal({
    outcome: {
      kind: 'rejected',
      reason: 'shape limit',
      limit: 'functions',
      functionIndex: 100,
      offset: 77n,
      value: 101n,
      bound: 100n,
    },
    metering: { peakHeapBytes: 7000n },
    ...changes,
  });
}
