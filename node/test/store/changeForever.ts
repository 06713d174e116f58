/**
 * Changes a store until it is killed: `accept` puts entry after entry, `verify` accepts a real receipt under policy after policy,
 * `collect` removes what environment A alone stands for. Prints a line once it begins, and one for each thing that it acknowledges.
 */
import { bytes, fixture, policy } from '../../../testkit/fixtures.js';
import { acceptInto } from '../../src/store/acceptInto.js';
import { collect } from '../../src/store/collect.js';
import { NodeStore } from '../../src/store/nodeStore.js';
import { A, at, B, made } from './made.js';

const [, , mode, folder = '', from = '0'] = process.argv;
const say = (line: string | number) => process.stdout.write(`${line}\n`);
const store = await NodeStore.open(folder, 'write');
say('ready');
if (mode === 'accept') {
  for (let n = Number(from); ; n += 1) {
    const { entry, files } = made(n);
    await store.put(entry, files, at(n % 2 === 0 ? A : B));
    say(n);
  }
} else if (mode === 'verify') {
  const files = { receipt: fixture('add').receipt, artifact: bytes('add.cwasm') };
  for (let n = Number(from); ; n += 1) {
    const rules = { policy: await policy({ maxCycles: `${10_000_000 + n}` }) };
    say((await acceptInto(store, 'artifact', files, rules)).path);
  }
} else if (mode === 'collect') {
  for (const entry of (await collect(folder, { gone: new Set([A]) })).entries) say(entry);
}
