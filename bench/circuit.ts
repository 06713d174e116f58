/**
 * What the membership circuit (verifier/circuits/registry.circom) costs: constraints, times and sizes.
 *
 *     npx tsx bench/circuit.ts [--members 2] [--levels 10] [--constraints]
 *
 * proves members of a made-up registry; with `--constraints` it only compiles and counts. The keys are made here, by one party:
 * they are unsafe for production (see testkit/circuit/circuit.ts).
 */
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  circuitInput,
  countConstraints,
  proveBatch,
  setUp,
  terminate,
  timed,
  UNSAFE,
  verifyBatch,
} from '../testkit/circuit/circuit.js';
import { entry } from '../testkit/made/registryEntries.js';
import { keyElement, valueElement } from '../verifier/src/registry/entry.js';
import { makeProof } from '../verifier/src/registry/makeProof.js';
import { memoryNodes } from '../verifier/src/registry/nodes.js';
import { EMPTY, update } from '../verifier/src/registry/tree.js';
import { memberPaths, proofRoot } from '../verifier/src/registry/verifyProof.js';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      members: { type: 'string', default: '2' },
      levels: { type: 'string', default: '10' },
      constraints: { type: 'boolean', default: false },
    },
  });
  const size = { members: Number(values.members), levels: Number(values.levels) };
  if (!Object.values(size).every((n) => Number.isInteger(n) && n > 0 && n <= 254) || size.levels < 2) {
    throw new Error('--members takes 1 to 254, --levels 2 to 254');
  }
  const say = (line: string) => console.log(line);
  if (values.constraints) {
    say(`${size.members} members, ${size.levels} levels: ${await countConstraints(size)} constraints`);
    return;
  }
  const circuit = await setUp(size, say);
  const entries = Array.from({ length: 2 ** Math.min(8, size.levels >> 1) }, (_, n) => entry(n));
  const byKey = new Map(entries.map((e) => [keyElement(e), e]));
  const nodes = memoryNodes();
  const registryRoot = update(nodes, EMPTY, new Map([...byKey].map(([key, e]) => [key, valueElement(e)])));
  const wanted = entries.slice(0, size.members);
  const proof = makeProof(nodes, registryRoot, wanted, (key) => byKey.get(key));
  if (proofRoot(proof) !== registryRoot) throw new Error('the registry proof is wrong');
  const input = circuitInput(size, registryRoot, memberPaths(proof));
  const batch = await timed('prove, first', say, () => proveBatch(circuit, input));
  await timed('prove, again', say, () => proveBatch(circuit, input));
  const verified = await timed('verify, first', say, () => verifyBatch(circuit, batch));
  await timed('verify, again', say, () => verifyBatch(circuit, batch));
  const keyBytes = (await stat(circuit.provingKey)).size;
  say(
    `${size.members} members, ${size.levels} levels: ${circuit.constraints} constraints, ` +
      `proving key ${keyBytes} bytes, verified: ${verified}; keys are ${UNSAFE}`,
  );
  if (!verified) process.exitCode = 1;
}

try {
  await main();
} finally {
  await terminate();
}
