import type { AdviceByCode } from './adviceShape.js';

const LENIENT = 'If that is well with you, raise the bound in your policy; else leave the module.';

/** What is wanted. */
export const POLICY_ADVICE: AdviceByCode = {
  'policy/invalid': {
    title: 'The policy is not valid',
    todo: 'Correct the field that is named below. README.md has a table of all fields.',
  },
  'policy/image-list': {
    title: 'The list of images is another than the policy pins',
    todo: 'This page has another version of the list. Look at what changed, then pin the new digest, or use the page of that version.',
  },
  'policy/bounds-incomplete': {
    title: 'The policy says too little for bounds',
    todo: 'Name cycles (or instructions), images and context in it.',
  },
  'policy/bounds-source': {
    title: 'A tuned image bounds nothing',
    todo: 'Accept the artifact instead, or have the module proved with an upstream image.',
  },
  'policy/compiled-module': {
    title: 'The module compiles',
    todo: 'A refusal was wanted, and this receipt proves the contrary: accept its artifact or its bounds.',
  },
  'policy/rejected-module': {
    title: 'The compiler refused this module',
    todo: 'The refusal itself is proved. To take it as a result, say that proved refusals count, here or with allowRejected in your policy.',
  },
  'policy/cycles': { title: 'Compiling took more cycles than the policy allows', todo: LENIENT },
  'policy/instructions': { title: 'Compiling took more instructions than the policy allows', todo: LENIENT },
  'policy/instructions-uncounted': {
    title: 'This image does not count instructions',
    todo: 'Bound maxCycles in the policy instead, or have the module proved with an image that counts.',
  },
  'policy/cycles-unproved': {
    title: 'The proof says nothing about cycles',
    todo: 'Ask for the receipt with its stark seal, or bound maxInstructions in the policy.',
  },
  'policy/heap': { title: 'Compiling took more memory than the policy allows', todo: LENIENT },
  'policy/artifact-size': { title: 'The artifact is larger than the policy allows', todo: LENIENT },
  'policy/context': {
    title: 'The receipt was made for another place',
    todo: 'Receipts are bound to a context, a chain and a contract say. Ask for one that was made for yours.',
  },
  'policy/target': {
    title: 'The receipt is for another kind of machine',
    todo: 'Ask for one for a target that your policy wants.',
  },
  'policy/profile': {
    title: 'The receipt is for another artifact profile',
    todo: 'Ask for one with a profile that your policy wants.',
  },
  'policy/limit': {
    title: 'A limit that the policy wants was not in force',
    todo: 'Have the module proved under that limit, or change the policy.',
  },
  'policy/metering': { title: 'A measured value is too high, or absent', todo: LENIENT },
  'policy/imports': {
    title: 'The module was compiled under another list of imports',
    todo: 'Have it proved with exactly the list of imports that your policy names.',
  },
  'policy/price': { title: 'Compiling costs more than the policy allows', todo: LENIENT },
};

/** Files, and what belongs to a receipt. */
export const FILE_ADVICE: AdviceByCode = {
  'wasm/mismatch': {
    title: 'The receipt is about another module',
    todo: 'A receipt holds for exactly one file. A module that was optimized, stripped or built again is another one: get the very file that was proved.',
  },
  'artifact/mismatch': {
    title: 'This is not the artifact that was proved',
    todo: 'Do not load it. Get the artifact from whoever published the receipt, or compile with the same compiler and profile.',
  },
  'artifact/missing': {
    title: 'There is no artifact',
    todo: 'The receipt proves that the module was refused. Take the artifact away, or ask for another receipt.',
  },
  'imports/pattern': {
    title: 'An import in the policy is out of form',
    todo: 'Write MODULE::NAME, or MODULE::* for all of a module.',
  },
  'imports/too-many': {
    title: 'The policy allows too many imports',
    todo: 'Allow whole modules with MODULE::*.',
  },
  'input/unreadable': {
    title: 'A file cannot be read',
    todo: 'It may have been moved or changed since you chose it. Choose it again.',
  },
  'input/too-large': {
    title: 'A file is too large',
    todo: 'No valid one is so large. Is it the right file, in the right place?',
  },
  'output/exists': { title: 'The output file exists', todo: 'Name another file.' },
  'output/unwritable': {
    title: 'The output file cannot be written',
    todo: 'Look at the permissions of its folder, and whether the disk is full.',
  },
  'usage/invalid': { title: 'The options do not fit together', todo: 'Look at the help of the command.' },
};
