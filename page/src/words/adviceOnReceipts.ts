import type { AdviceByCode } from './adviceShape.js';

const AGAIN = 'Get the file again from whoever published it, unconverted, and compare its size.';
const FORGED =
  'Do not rely on it. Get the receipt again from whoever published it; if it stays so, it is broken or forged.';

/** The receipt's file. */
export const RECEIPT_ADVICE: AdviceByCode = {
  'receipt/malformed': {
    title: 'This file is not a receipt',
    todo: `It may be cut short, or another kind of file. ${AGAIN}`,
  },
  'receipt/not-canonical': {
    title: 'The receipt was rewritten',
    todo: `It says something, but not in the one form that receipts have; a CBOR tool may have converted it. ${AGAIN}`,
  },
  'receipt/version': {
    title: 'The receipt is of a newer format',
    todo: 'Use a newer version of this page, or ask for a receipt in the present format.',
  },
  'receipt/proof-system': {
    title: 'The receipt has a kind of proof that cannot be checked here',
    todo: 'Ask for a receipt with one of the kinds named below, made with the image that the policy lists for it.',
  },
  'receipt/aggregate': {
    title: 'This is an aggregate of several receipts',
    todo: 'Give the modules that you ask about; each needs a statement in it.',
  },
  'receipt/single': { title: 'This is a single receipt', todo: 'Give it where a single receipt is wanted.' },
};

/** Many receipts in one. */
export const AGGREGATE_ADVICE: AdviceByCode = {
  'aggregate/empty': {
    title: 'The aggregate is empty',
    todo: 'It stands for no receipt, and proves nothing. Ask for the one that holds your module.',
  },
  'aggregate/too-many': {
    title: 'The aggregate has too many receipts',
    todo: 'No valid one is so large. Ask for several smaller ones.',
  },
  'aggregate/order': {
    title: 'The statements of the aggregate are not in order',
    todo: `The file was changed after it was made. ${AGAIN}`,
  },
  'aggregate/nested': {
    title: 'An aggregate was folded into the aggregate',
    todo: 'Have the single receipts folded together, not their aggregates.',
  },
  'aggregate/selection': {
    title: 'The aggregate has no such statement',
    todo: 'Look at which modules it is about, and give those.',
  },
};

/** The statement. */
export const JOURNAL_ADVICE: AdviceByCode = {
  'journal/malformed': {
    title: 'The statement in the receipt cannot be read',
    todo: `It is not one that any compiler image makes. ${AGAIN}`,
  },
  'journal/version': {
    title: 'The statement is of another version',
    todo: 'Use a newer version of this page, or have the module proved again with an active image.',
  },
};

/** The proof. */
export const SEAL_ADVICE: AdviceByCode = {
  'seal/malformed': { title: 'The proof cannot be read', todo: `It may be damaged. ${FORGED}` },
  'seal/rejected': {
    title: 'The proof is wrong',
    todo: `It does not prove this statement by this image. ${FORGED}`,
  },
  'seal/recursion-key': {
    title: 'The proof was made with other keys',
    todo: `Its keys are not those of this version of the proof system, so anybody could have made it. ${FORGED}`,
  },
  'seal/public-values': { title: 'The proof says something that no proof of ours says', todo: FORGED },
  'seal/image-mismatch': {
    title: 'The proof is about another program',
    todo: `The receipt names one program, and its proof is of another. ${FORGED}`,
  },
  'seal/journal-mismatch': {
    title: 'The proof is about another statement',
    todo: `The statement in the receipt is not the one that was proved. ${FORGED}`,
  },
  'seal/selector': {
    title: 'The proof was made for another key',
    todo: 'Ask for a receipt made with the official key of the version that the policy lists.',
  },
  'seal/exit-code': {
    title: 'The program failed',
    todo: 'It did not end well, so what it said does not count. Have the module proved again.',
  },
  'seal/point': { title: 'The proof is not well formed', todo: FORGED },
  'seal/public-input': { title: 'A number in the proof is out of range', todo: FORGED },
};

/** The program that ran. */
export const IMAGE_ADVICE: AdviceByCode = {
  'image/unknown': {
    title: 'The program that made this receipt is not trusted',
    todo: 'It is in no list that is in use. The receipt may come of a newer or another version: look the image ID up with its publisher before you add it to a policy.',
  },
  'image/revoked': {
    title: 'The program that made this receipt was revoked',
    todo: 'Have the module proved again with an active image. Accept nothing that rests on this one.',
  },
  'image/mismatch': {
    title: 'Statement and program do not fit',
    todo: `The statement names another compiler, target or profile than its program has. ${FORGED}`,
  },
  'image/kind': {
    title: 'A program of the wrong kind',
    todo: 'A compiler image stands where an aggregator is wanted, or the other way round. Correct the policy, or ask for another receipt.',
  },
  'image/instructions': {
    title: 'The count of instructions cannot be right',
    todo: 'It does not fit the program or the clock of the proof. Trust this image no more, and tell its publisher.',
  },
  'image/source': {
    title: 'This compiler is a tuned one, and only upstream’s are trusted',
    todo: 'A tuned compiler is built with patches that change how it works, though not what it makes. If the artifact is all you need, take tuned images, here or in your policy. For bounds, ask for a receipt by an upstream image.',
  },
};
