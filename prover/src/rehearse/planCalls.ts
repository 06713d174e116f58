/** Which calls are made where nobody says: the same for the same module, on every machine. */
import { createHash } from 'node:crypto';
import type { ExportedFunction } from './exportedFunction.js';

/** A call of an export, arguments as a runner reads them. */
export interface Call {
  export: string;
  args: string[];
}

/** Most functions of a module that are called. */
const MOST_FUNCTIONS = 500;

const EDGES = {
  i32: ['0', '1', '-1', '2147483647', '-2147483648', '65536', '7', '1024'],
  i64: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '4294967296', '7', '1024'],
  f32: ['0', '1', '-0.5', '3.4e38', '1e-45', 'inf', 'NaN', '16777217'],
  f64: ['0', '1', '-0.5', '1.7e308', '5e-324', 'inf', 'NaN', '9007199254740993'],
} as const;

/**
 * Sequences of calls, each for an instance of its own: in each of them every function that takes numbers alone, in the order of the
 * exports, so that what one leaves behind is there for the next. In the first all arguments are 0, in the second 1, in later ones
 * edges and other numbers by the digest of the module.
 */
export function planCalls(
  wasmDigest: string,
  functions: readonly ExportedFunction[],
  rounds: number,
): Call[][] {
  const callable = functions
    .filter(({ params }) => params.every((type) => Object.hasOwn(EDGES, type)))
    .slice(0, MOST_FUNCTIONS);
  if (callable.length === 0) return [];
  return Array.from({ length: rounds }, (_, round) =>
    callable.map(({ name, params }, i) => ({
      export: name,
      args: params.map((type, k) => argument(type, round, `${wasmDigest} ${round} ${i} ${k}`)),
    })),
  );
}

function argument(type: string, round: number, seed: string): string {
  const edges = EDGES[type as keyof typeof EDGES];
  if (round < 2) return edges[round] ?? '0';
  const random = createHash('sha256').update(seed).digest();
  const choice = random.readUInt8(0) % (2 * edges.length);
  // Half of the arguments are offsets as code often takes them.
  return edges[choice] ?? `${random.readUInt32LE(4) % 131_072}`;
}
