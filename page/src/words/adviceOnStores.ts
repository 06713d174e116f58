import type { AdviceByCode } from './adviceShape.js';

/** A node's store. */
export const STORE_ADVICE: AdviceByCode = {
  'store/missing': {
    title: 'There is no store in that folder',
    todo: 'Name the folder that receipts were accepted into.',
  },
  'store/old-layout': {
    title: 'The store is of an earlier version',
    todo: 'Accept its receipts again into a new store.',
  },
  'store/unreadable': { title: 'The store cannot be read', todo: 'Look at the permissions of its folder.' },
  'store/unwritable': {
    title: 'The store cannot be written',
    todo: 'Look at the permissions of its folder, and whether the disk is full.',
  },
  'store/corrupt': {
    title: 'An entry of the store is damaged',
    todo: 'Audit the store, which moves damaged entries aside, and accept the receipt again.',
  },
  'store/other-policy': {
    title: 'The entry was accepted under another policy',
    todo: 'Accept its receipt again under the policy in force.',
  },
};

/** A registry, and proofs about one. */
export const REGISTRY_ADVICE: AdviceByCode = {
  'registry/entry': {
    title: 'Not an entry for a registry',
    todo: 'A registry is of artifacts: accept the receipt with its artifact, and add that.',
  },
  'registry/conflict': {
    title: 'The registry holds something else',
    todo: 'Compilation is deterministic, so one of the two is wrong. Look into it before you remove the old entry.',
  },
  'registry/absent': {
    title: 'The registry does not hold the entry',
    todo: 'Add it, or ask for a proof about another.',
  },
  'registry/corrupt': { title: 'The registry is damaged', todo: 'Make it anew from the store.' },
  'registry/too-many': { title: 'Too many entries for one proof', todo: 'Ask for several proofs.' },
  'registry/proof-malformed': {
    title: 'This is not a registry proof',
    todo: 'The file may be cut short or converted. Get it again.',
  },
  'registry/proof-version': {
    title: 'The registry proof is of a newer format',
    todo: 'Use a newer verifier.',
  },
  'registry/proof-not-canonical': {
    title: 'The registry proof was rewritten',
    todo: 'Proofs must stay as the registry wrote them. Get it again.',
  },
  'registry/proof-rejected': {
    title: 'The registry proof does not hold',
    todo: 'The registry may have changed since: ask for a new one, and for the root that it is about.',
  },
};

const SCHEDULE_AGAIN = 'Get the schedule again from whoever publishes it.';
const SCHEDULE_RULE =
  'Correct the change before it is published: the rules are those that every node holds it to.';

/** Environments, and the schedule of when each holds. */
export const ENVIRONMENT_ADVICE: AdviceByCode = {
  'environment/malformed': {
    title: 'This is not an environment',
    todo: 'The file may be cut short or converted. Get it again.',
  },
  'environment/version': { title: 'The environment is of another version', todo: 'Use a newer verifier.' },
  'environment/invalid': {
    title: 'A field of the environment is wrong',
    todo: 'Correct the field that is named below.',
  },
  'schedule/malformed': { title: 'This is not a schedule', todo: SCHEDULE_AGAIN },
  'schedule/version': { title: 'The schedule is of another version', todo: 'Use a newer verifier.' },
  'schedule/invalid': { title: 'The schedule is not valid', todo: 'Correct the field that is named below.' },
  'schedule/length': { title: 'The schedule claims more than it holds', todo: SCHEDULE_AGAIN },
  'schedule/trailing': { title: 'Something follows the end of the schedule', todo: SCHEDULE_AGAIN },
  'schedule/too-large': {
    title: 'The schedule is too large',
    todo: 'No valid one is so large. Is it the right file?',
  },
  'schedule/empty': { title: 'The schedule changes nothing', todo: SCHEDULE_RULE },
  'schedule/order': { title: 'The schedule is not in order', todo: SCHEDULE_RULE },
  'schedule/unknown-environment': {
    title: 'The schedule names an environment that it does not have',
    todo: SCHEDULE_RULE,
  },
  'schedule/environment-twice': {
    title: 'The schedule introduces an environment twice',
    todo: SCHEDULE_RULE,
  },
  'schedule/no-range': { title: 'An environment never begins', todo: SCHEDULE_RULE },
  'schedule/overlap': { title: 'Two ranges begin at once', todo: SCHEDULE_RULE },
  'schedule/shrinks': { title: 'A range would cut short what was scheduled', todo: SCHEDULE_RULE },
  'schedule/state': { title: 'An environment would go back to an earlier state', todo: SCHEDULE_RULE },
  'schedule/past': { title: 'A change is decided in the past', todo: SCHEDULE_RULE },
  'schedule/future': { title: 'A session has not come yet', todo: 'Wait for it, or name the present one.' },
  'schedule/too-soon': {
    title: 'A change takes effect too soon',
    todo: 'Leave two sessions between decision and effect.',
  },
  'schedule/revoked': {
    title: 'The environment is revoked',
    todo: 'Have the module proved under an environment that is active.',
  },
  'schedule/not-extension': {
    title: 'The schedule does not go on from the earlier one',
    todo: `It may be of another chain. ${SCHEDULE_AGAIN}`,
  },
  'schedule/unknown-image': {
    title: 'An environment names an image that the policy does not list',
    todo: 'Add the image to the policy if you trust it.',
  },
  'schedule/image-mismatch': {
    title: 'An environment does not fit its image',
    todo: 'One of the two is wrong: compare compiler, target and profile.',
  },
  'schedule/not-accepting': {
    title: 'The environment takes no receipts now',
    todo: 'Have the module proved under an environment that is active in this session.',
  },
};
