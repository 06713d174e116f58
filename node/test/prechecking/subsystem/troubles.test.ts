/** What goes wrong around the subsystem. */
import { expect, test } from 'vitest';
import { RuntimeApiError } from '../../../src/errors/base.js';
import type { Keystore } from '../../../src/prechecking/keys.js';
import { code, leaf, OURS, TestNode, VALID } from './testNode.js';

const down = () => new RuntimeApiError('runtime-api/failed', 'the chain does not answer');

test('a judge that throws is a failure to judge, and a vote against', async () => {
  const seen: unknown[] = [];
  const node = new TestNode({ observer: { judged: (_code, outcome) => seen.push(outcome) } }).session(
    2,
    OURS,
  );
  await node.begin(leaf(1, 1, code(1)));
  (await node.expect('check')).refuse(new Error('no'));
  expect((await node.expectVote()).accept).toBe(false);
  expect(seen).toEqual([{ kind: 'failed', because: { kind: 'judge-error', message: 'no' } }]);
  await node.conclude();
});

test('where the list of codes cannot be had it counts as empty, and the session is looked at all the same', async () => {
  const node = new TestNode().session(2, OURS);
  await node.leaves(leaf(1, 1, code(1)), [], []);
  (await node.expect('pending')).refuse(down());
  (await node.expect('session')).answer(2);
  (await node.expect('validators')).answer([OURS.key]);
  await node.leaves(leaf(2, 2, code(1)));
  (await node.expect('check')).answer(VALID);
  expect((await node.expectVote()).sessionIndex).toBe(2);
  expect(node.troubles).toEqual(['pending']);
  await node.conclude();
});

test('where the session cannot be had there is no new one; where the validators cannot, there is, without us', async () => {
  const node = new TestNode().session(2, OURS);
  await node.leaves(leaf(1, 1, code(1)), [], ['pending']);
  (await node.expect('session')).refuse(down());
  (await node.expect('check')).answer(VALID);
  await node.silent();
  await node.leaves(leaf(2, 2, code(1)), [], ['pending', 'session']);
  (await node.expect('validators')).refuse(down());
  await node.silent();
  // The same session does not ask again.
  await node.leaves(leaf(3, 3, code(1)));
  await node.silent();
  await node.session(3, OURS).begin(leaf(4, 4, code(1)));
  expect((await node.expectVote()).sessionIndex).toBe(3);
  expect(node.troubles).toEqual(['session', 'validators']);
  await node.conclude();
});

test('an earlier session, or the same one, is not new', async () => {
  const node = new TestNode().session(5, OURS);
  await node.begin(leaf(1, 1, code(1)));
  (await node.expect('check')).answer(VALID);
  await node.expectVote();
  await node.session(4, OURS).leaves(leaf(2, 2, code(1)));
  await node.session(5, OURS).leaves(leaf(3, 3, code(1)));
  await node.conclude();
});

test.each([
  ['throws', () => Promise.reject(new Error('no'))],
  ['has lost the key', () => undefined],
])('a keystore that %s: no vote, and no other try in this session', async (_name, sign) => {
  const broken: Keystore = { has: (key) => key === OURS.key, sign };
  const node = new TestNode({ keystore: broken }).session(2, OURS);
  await node.begin(leaf(1, 1, code(1)));
  (await node.expect('check')).answer(VALID);
  await node.silent();
  await node.leaves(leaf(2, 2));
  await node.leaves(undefined, [leaf(1, 1)]);
  await node.leaves(leaf(3, 3, code(1)));
  (await node.expect('check')).answer(VALID);
  await node.silent();
  expect(node.troubles).toEqual(['sign']);
});

test('a vote that cannot be handed over is not cast again in this session, but in the next', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  (await node.expect('check')).answer(VALID);
  (await node.expect('vote')).refuse(down());
  await node.leaves(undefined, [block]);
  await node.leaves(leaf(2, 2, code(1)));
  (await node.expect('check')).answer(VALID);
  await node.silent();
  await node.session(3, OURS).begin(leaf(3, 3, code(1)));
  await node.expectVote();
  expect(node.troubles).toEqual(['submit']);
  await node.conclude();
});

// The peer leaves them in its view for good, since it looks no further at such a leaf.
test('leaves that go with a leaf that has no pre-checking are gone', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1));
  await node.begin(block);
  const check = await node.expect('check');
  await node.leaves(leaf(2, 2), [block], []);
  (await node.expect('pending')).refuse(new RuntimeApiError('runtime-api/not-supported', 'no'));
  check.answer(VALID);
  await node.conclude();
});

test('a code that is listed twice in a leaf, or in a leaf that is announced twice, is checked once', async () => {
  const node = new TestNode().session(2, OURS);
  const block = leaf(1, 1, code(1), code(1));
  await node.begin(block);
  (await node.expect('check')).answer(VALID);
  await node.expectVote();
  await node.leaves(block);
  await node.leaves(undefined, [block]);
  await node.conclude();
});

test('votes are anchored at the highest block seen', async () => {
  const node = new TestNode().session(2, OURS);
  await node.begin(leaf(9, 9, code(1)));
  const check = await node.expect('check');
  await node.leaves(leaf(3, 3, code(1)));
  check.answer(VALID);
  expect((await node.expectVote()).leaf).toBe(leaf(9, 9).hash);
  await node.conclude();
});

test('after the end there is no vote, and checks are told to stop', async () => {
  const node = new TestNode().session(2, OURS);
  await node.begin(leaf(1, 1, code(1)));
  const check = await node.expect('check');
  await node.conclude();
  check.answer(VALID);
  await node.silent();
  await node.leaves(leaf(2, 2, code(2)), [], []);
  await node.silent();
});
