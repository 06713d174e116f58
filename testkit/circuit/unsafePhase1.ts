/**
 * Phase 1 of a Groth16 set-up ("powers of tau") by one party that draws tau, alpha and beta, in seconds: UNSAFE for
 * production, since whoever drew them could forge proofs.
 *
 * snarkjs gets from tau's powers to the Lagrange basis by Fourier transforms over points, minutes for 2^12; who knows tau
 * computes the basis at tau in the field, L_i(tau) = w^i (tau^n - 1) / (n (tau - w^i)), and multiplies a generator.
 *
 * The file has what `zKey.newZKey` reads for circuits of exactly 2^power and nothing else. A binary file of snarkjs:
 * "ptau", version, number of sections (4 bytes each, little-endian), then sections: id (4), length (8), contents.
 */
import { writeFile } from 'node:fs/promises';
import type { Curve, Field, Group } from 'snarkjs';

/** Writes a phase 1 for circuits with an evaluation domain of 2^power. */
export async function writeUnsafePhase1(curve: Curve, power: number, path: string): Promise<void> {
  const { Fr, G1, G2 } = curve;
  const [tau, alpha, beta] = [Fr.random(), Fr.random(), Fr.random()];
  const basis = lagrangeAt(Fr, tau, power);
  const scaled = (by: Uint8Array) => basis.map((element) => Fr.mul(element, by));
  const header = Buffer.alloc(4 + 32 + 8);
  header.writeUInt32LE(32, 0);
  header.set(Buffer.from(BigInt(curve.q).toString(16).padStart(64, '0'), 'hex').reverse(), 4);
  header.writeUInt32LE(power, 36);
  header.writeUInt32LE(power, 40);
  const sections: [id: number, contents: Uint8Array][] = [
    [1, header],
    // Powers of tau: only go into the hash that ties contributions to their phase 1, and there is none to tie. Zeros.
    [2, Buffer.alloc((2 ** (power + 1) - 1) * G1.F.n8 * 2)],
    [4, await multiples(G1, [alpha])],
    [5, await multiples(G1, [beta])],
    [6, await multiples(G2, [beta])],
    // The basis of every smaller domain comes before; nobody reads those, so they are zeros. The first one has that of
    // twice the domain, too, for the quotient.
    [
      12,
      Buffer.concat([
        Buffer.alloc((2 ** power - 1) * G1.F.n8 * 2),
        await multiples(G1, basis),
        await multiples(G1, lagrangeAt(Fr, tau, power + 1)),
      ]),
    ],
    [13, Buffer.concat([Buffer.alloc((2 ** power - 1) * G2.F.n8 * 2), await multiples(G2, basis)])],
    [14, Buffer.concat([Buffer.alloc((2 ** power - 1) * G1.F.n8 * 2), await multiples(G1, scaled(alpha))])],
    [15, Buffer.concat([Buffer.alloc((2 ** power - 1) * G1.F.n8 * 2), await multiples(G1, scaled(beta))])],
  ];
  const start = Buffer.alloc(12);
  start.write('ptau', 'ascii');
  start.writeUInt32LE(1, 4);
  start.writeUInt32LE(sections.length, 8);
  const framed = sections.flatMap(([id, contents]) => {
    const frame = Buffer.alloc(12);
    frame.writeUInt32LE(id, 0);
    frame.writeBigUInt64LE(BigInt(contents.length), 4);
    return [frame, contents];
  });
  await writeFile(path, Buffer.concat([start, ...framed]));
}

/** The Lagrange basis of the roots of unity of order 2^power, at a point. */
function lagrangeAt(Fr: Field, at: Uint8Array, power: number): Uint8Array[] {
  const n = 2 ** power;
  const root = Fr.w[power];
  if (root === undefined) throw new Error(`no domain of 2^${power}`);
  const common = Fr.div(Fr.sub(Fr.exp(at, n), Fr.one), Fr.e(n));
  const basis: Uint8Array[] = [];
  for (let i = 0, w = Fr.one; i < n; i += 1, w = Fr.mul(w, root)) {
    basis.push(Fr.div(Fr.mul(common, w), Fr.sub(at, w)));
  }
  return basis;
}

/** Multiples of a group's generator, affine, one after the other. */
async function multiples(G: Group, scalars: Uint8Array[]): Promise<Uint8Array> {
  return G.batchToAffine(Buffer.concat(scalars.map((scalar) => G.timesFr(G.g, scalar))));
}
