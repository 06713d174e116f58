import type { Verified } from '../check/report.js';

/** What a verified statement rests on, most of it in every case. Each has a name and one or two sentences. */
export function assumptionsOf({
  sealKind,
  proofSystem,
  circuit,
  image,
  statement,
}: Verified): { name: string; words: string }[] {
  const groth16 = sealKind === 'groth16';
  const system = proofSystem === 'sp1' ? 'SP1' : proofSystem === 'risc0' ? 'RISC Zero' : proofSystem;
  return [
    {
      name: `The proof system, ${system} ${circuit}`,
      words: groth16
        ? 'Nobody can forge its proofs (about 100 bits), and nobody has kept the secrets of the set-up of its Groth16 key, with which one could.'
        : 'Nobody can forge its proofs; its publisher states about 100 bits.',
    },
    {
      name: `The image, ${image.name}`,
      words:
        'The program with this ID is the published compiler program. Who builds it from source gets the same ID, and need not take that on trust.',
    },
    ...(sealKind === 'aggregate'
      ? [
          {
            name: 'The aggregator',
            words: 'The program that folded the receipts checks each of them, as its source says.',
          },
        ]
      : []),
    {
      name: image.source === 'tuned' ? 'A tuned compiler' : 'The compiler, as published',
      words:
        image.source === 'tuned'
          ? 'This image is built with patches that change how the compiler works, though not what it makes. Its cycles say nothing about the published compiler, so they are no bounds for a node that compiles itself.'
          : `A receipt proves what ${statement.compiler} did, not that it is right. Keep the sandbox that you would have without a receipt.`,
    },
    {
      name: 'SHA-256',
      words:
        'It ties module, artifact, settings and statement together: nobody can find two files with one digest.',
    },
    {
      name: 'This page',
      words:
        'It is the verifier itself, and runs on your machine. Get it from somebody whom you trust, or build it.',
    },
  ];
}
