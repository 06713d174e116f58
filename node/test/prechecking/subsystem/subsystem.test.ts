/** Cases of the peer's pre-checker tests, under their names. */
import { fromHex } from '@zkcwasm/verifier/internal';
import { expect, test } from 'vitest';
import { RuntimeApiError } from '../../../src/errors/base.js';
import { verifySr25519 } from '../../../src/prechecking/keys.js';
import { signingPayload } from '../../../src/prechecking/statement.js';
import { code, FAILED, INVALID, leaf, OTHER, OURS, TestNode, VALID } from './testNode.js';

const notSupported = () => new RuntimeApiError('runtime-api/not-supported', 'no pre-checking');

test('concludes_correctly', async () => {
  await new TestNode().conclude();
});

test('reacts_to_new_pvfs_in_heads', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  const check = await node.expect('check');
  expect([check.code, check.leaf]).toEqual([code(1), block.hash]);
  check.answer(VALID);
  const { signature, leaf: at, ...statement } = await node.expectVote();
  expect(at).toBe(block.hash);
  expect(statement).toEqual({ accept: true, sessionIndex: 2, validatorIndex: 0, subject: code(1) });
  expect(verifySr25519(signingPayload(statement), signature, fromHex(OURS.key, 32) as Uint8Array)).toBe(true);
  await node.conclude();
});

test('no_new_session_no_validators_request', async () => {
  const node = new TestNode().session(2, OURS);
  await node.begin(leaf(1, 1));
  await node.leaves(leaf(2, 2), [], ['pending', 'session']);
  await node.conclude();
});

test('activation_of_descendant_leaves_pvfs_in_view', async () => {
  const node = new TestNode().session(2, OURS);
  const [first, second] = [leaf(1, 1, code(1)), leaf(2, 2, code(1))];
  await node.begin(first);
  (await node.expect('check')).answer(VALID);
  await node.expectVote();
  await node.leaves(second, [first]);
  await node.conclude();
});

test('reactivating_pvf_leads_to_second_check', async () => {
  const node = new TestNode().session(2, OURS);
  const [first, without] = [leaf(1, 1, code(1)), leaf(2, 2)];
  await node.begin(first);
  (await node.expect('check')).answer(VALID);
  await node.expectVote();
  await node.leaves(without, [first]);
  await node.leaves(leaf(3, 3, code(1)));
  (await node.expect('check')).answer(VALID);
  // There is a second check, and no second vote.
  await node.conclude();
});

test('dont_double_vote_for_pvfs_in_view', async () => {
  const node = new TestNode().session(2, OURS);
  const first = leaf(0x11, 1, code(1));
  await node.begin(first);
  const check = await node.expect('check');
  await node.leaves(leaf(0x21, 1, code(1)));
  await node.leaves(leaf(0x12, 2, code(1)), [first]);
  check.answer(VALID);
  await node.expectVote();
  await node.conclude();
});

test('judgements_come_out_of_order', async () => {
  const node = new TestNode().session(2, OURS);
  await node.begin(leaf(1, 1, code(1)));
  const first = await node.expect('check');
  await node.leaves(leaf(2, 1, code(2)));
  const second = await node.expect('check');
  second.answer(VALID);
  expect(await node.expectVote()).toMatchObject({ accept: true, subject: code(2) });
  first.answer(INVALID);
  expect(await node.expectVote()).toMatchObject({ accept: false, subject: code(1) });
  await node.conclude();
});

test('dont_vote_until_a_validator', async () => {
  const node = new TestNode().session(2, OTHER);
  await node.begin(leaf(1, 1, code(1)));
  (await node.expect('check')).answer(INVALID);
  await node.silent();
  await node.session(3, OTHER, OURS).begin(leaf(2, 2, code(1)));
  expect(await node.expectVote()).toMatchObject({
    accept: false,
    sessionIndex: 3,
    validatorIndex: 1,
    subject: code(1),
  });
  await node.conclude();
});

/** Two codes judged and voted on in session 2: the first good, the second not. */
async function votedOnTwo(): Promise<TestNode> {
  const node = new TestNode().session(2, OURS);
  await node.begin(leaf(1, 1, code(1), code(2)));
  const [first, second] = [await node.expect('check'), await node.expect('check')];
  expect([first.code, second.code]).toEqual([code(1), code(2)]);
  first.answer(VALID);
  await node.expectVote();
  second.answer(INVALID);
  await node.expectVote();
  return node;
}

test('resign_on_session_change', async () => {
  const node = await votedOnTwo();
  await node.session(3, OURS).begin(leaf(2, 2, code(1), code(2)));
  const votes = [await node.expectVote(), await node.expectVote()];
  expect(new Map(votes.map(({ subject, accept }) => [subject, accept]))).toEqual(
    new Map([
      [code(1), true],
      [code(2), false],
    ]),
  );
  expect(votes.map(({ sessionIndex }) => sessionIndex)).toEqual([3, 3]);
  await node.conclude();
});

test('dont_resign_if_not_us', async () => {
  const node = await votedOnTwo();
  await node.session(3, OTHER).begin(leaf(2, 2, code(1), code(2)));
  await node.conclude();
});

test('api_not_supported', async () => {
  const node = new TestNode().session(2, OURS);
  await node.leaves(leaf(1, 1, code(1)), [], []);
  (await node.expect('pending')).refuse(notSupported());
  await node.conclude();
});

test('not_supported_api_becomes_supported', async () => {
  const node = new TestNode().session(2, OURS);
  await node.leaves(leaf(1, 1, code(1)), [], []);
  (await node.expect('pending')).refuse(notSupported());
  await node.session(3, OURS).begin(leaf(2, 1, code(1)));
  (await node.expect('check')).answer(VALID);
  expect(await node.expectVote()).toMatchObject({ sessionIndex: 3 });
  await node.conclude();
});

test('unexpected_pvf_check_judgement', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  const check = await node.expect('check');
  await node.leaves(undefined, [block]);
  check.answer(INVALID);
  await node.conclude();
});

// The peer's test of this name takes the leaf away first, and so never gets to a vote. Here it stays.
test('dont_abstain_for_nondeterministic_pvfcheck_failure', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  (await node.expect('check')).answer(FAILED);
  const { signature, leaf: at, ...statement } = await node.expectVote();
  expect(statement).toEqual({ accept: false, sessionIndex: 2, validatorIndex: 0, subject: code(1) });
  expect(at).toBe(block.hash);
  expect(verifySr25519(signingPayload(statement), signature, fromHex(OURS.key, 32) as Uint8Array)).toBe(true);
  // It is a judgement like any other: signed again in the next session, and no second time in this one.
  await node.leaves(leaf(2, 2, code(1)), [block]);
  await node.silent();
  await node.session(3, OURS).begin(leaf(3, 3, code(1)));
  expect(await node.expectVote()).toMatchObject({ accept: false, sessionIndex: 3 });
  await node.conclude();
});

test('and with the leaf gone, such a failure is ignored, as the test of the peer has it', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  const check = await node.expect('check');
  await node.leaves(undefined, [block]);
  check.answer(FAILED);
  await node.conclude();
});
