/** Adds entry after entry to the registry in argv[2], one commit each, and says how many there are. To be killed. */

import { entry } from '../../../testkit/made/registryEntries.js';
import { openRegistry } from '../../src/registry/registry.js';

const [, , folder = ''] = process.argv;
const registry = await openRegistry(folder, 'write');
for (let n = registry.state().count; ; n += 1) {
  const { count } = registry.add([entry(n)]);
  process.stdout.write(`${count}\n`);
}
