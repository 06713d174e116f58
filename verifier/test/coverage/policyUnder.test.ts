import { expect, test } from 'vitest';
import { bytes, codeOf as codeOfPromise, fixture, policy } from '../../../testkit/fixtures.js';
import { environmentOf, statement } from '../../../testkit/made/environments.js';
import { codeOf, simple } from '../../../testkit/made/schedules.js';
import { decodeReceipt, policyDigest, verifyReceipt } from '../../src/index.js';
import { encodeReceipt } from '../../src/internal.js';
import { policiesOf, policyOf, policyUnder } from '../../src/schedule/index.js';

const fast = environmentOf('crypto-primitives');
const { limits } = statement('crypto-primitives').journal;
const stricter = environmentOf('crypto-primitives', { limits: { ...limits, functions: 1n } });
const life = 'announced 2, proving-open 4, active 6, execute-only 8, retired 10';
const schedule = simple({ of: stricter, ranges: life }, { of: fast, ranges: life });
const revoked = simple({ of: fast, ranges: life, revoked: 7 });
const receipt = bytes('crypto-primitives.receipt');
const trusting = await policy();

test('a receipt is accepted under the environment of the session that it was proved under', () => {
  for (const session of [4n, 5n, 6n, 7n]) {
    expect(policyUnder(receipt, schedule, session, trusting).environment).toBe(fast[1]);
  }
});

test('no acceptance under a revoked environment, nor one that takes no receipts', () => {
  const code = (of: typeof schedule, session: bigint) =>
    codeOf(() => policyUnder(receipt, of, session, trusting));
  expect(code(revoked, 6n)).toBe('accepted');
  expect([code(revoked, 7n), code(revoked, 20n)]).toEqual(['schedule/revoked', 'schedule/revoked']);
  expect([0n, 2n, 8n, 10n].map((session) => code(schedule, session))).toEqual(
    Array(4).fill('schedule/not-accepting'),
  );
});

test('a receipt of an image that no environment has is refused', () => {
  const other = encodeReceipt({ ...decodeReceipt(receipt), imageId: new Uint8Array(32) });
  expect(codeOf(() => policyUnder(other, schedule, 4n, trusting))).toBe('schedule/unknown-environment');
});

test('the policy of an environment takes its receipts, and no others', async () => {
  const { wasm } = fixture('crypto-primitives');
  const under = (environment: Parameters<typeof policyOf>[0]) =>
    codeOfPromise(verifyReceipt(receipt, { policy: policyOf(environment, trusting), wasm }));
  expect(await under(fast[0])).toBe('accepted');
  expect(await under(stricter[0])).toBe('policy/limit');
  expect(await under(environmentOf('crypto-primitives-baseline')[0])).toBe('image/unknown');
  expect(await under({ ...fast[0], imports: new Uint8Array(32) })).toBe('policy/imports');
});

test('the policy of an environment is never wider than the one that it narrows', async () => {
  const own = await policy({
    limits: { functions: 5, tables: 1000 },
    targets: ['other'],
    context: '11'.repeat(32),
  });
  const narrowed = policyOf(fast[0], own);
  expect(narrowed.limits).toMatchObject({ functions: 5n, tables: limits.tables });
  expect(narrowed.targets).toEqual([]);
  expect(narrowed).toMatchObject({ context: own.context, sources: own.sources, allowRejected: false });
  const pickier = await policy({ imports: ['env::log'] });
  expect(codeOf(() => policyOf(fast[0], pickier))).toBe('policy/imports');
});

test('two environments give two policies', () => {
  const digests = policiesOf(schedule, trusting).map(policyDigest);
  expect(new Set(digests).size).toBe(2);
  expect(digests).not.toContain(policyDigest(trusting));
});

test('an audit knows the policy of a revoked environment: what was accepted under it rests where it is', () => {
  const digests = policiesOf(revoked, trusting).map(policyDigest);
  expect(digests).toEqual([policyDigest(policyOf(fast[0], trusting))]);
});
