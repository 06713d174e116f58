/** Puts entry after entry into the store in argv[2], and says how many there are. To be killed. */

import { FILES, madeUp } from '../../../testkit/made/storeEntry.js';
import { putEntry } from '../../src/accept/store.js';

const [, , store = ''] = process.argv;
for (let n = 0; ; n += 1) {
  // Every second is there already when the next process begins.
  const context = `${n % 2 === 0 ? n : process.pid * 1_000_000 + n}`.padStart(64, '0');
  await putEntry(store, madeUp({ context }), FILES);
  process.stdout.write(`${n + 1}\n`);
}
