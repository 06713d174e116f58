/** A few points here; `npx tsx node/test/store/killPoints.ts 200` kills at many. */
import { expect, test } from 'vitest';
import { killAcceptances, killCollections, killCollectionsOnFullDisk } from './killPoints.js';
import { canMount } from './smallDisk.js';

test('acceptances that are killed: whole entries, and nothing lost that was acknowledged', async () => {
  expect(await killAcceptances(6)).toMatchObject({ kills: 6 });
}, 600_000);

test('collections that are killed: what stays is whole, and the next one ends it', async () => {
  expect(await killCollections(6)).toMatchObject({ kills: 6 });
}, 600_000);

test.skipIf(!canMount)(
  'collections that are killed on a disk that is full: what stays is whole, and the next one ends it',
  async () => {
    expect(await killCollectionsOnFullDisk(6)).toMatchObject({ kills: 6 });
  },
  600_000,
);
