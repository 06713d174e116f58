import { ReceiptError } from '../errors/base.js';
import type { Image } from '../images.js';
import type { Receipt } from '../receipt/receipt.js';
import { STARK_CIRCUITS } from './checkStark.js';
import { RISC0_CIRCUIT } from './risc0/risc0Groth16Key.js';
import type { SealCheck } from './sealCheck.js';
import { checkPackedSp1Stark, checkSp1Stark } from './sp1/checkSp1Stark.js';
import { SP1_CIRCUIT } from './sp1/sp1Groth16Key.js';

/** The check of a kind of seal, by the envelope's version. */
type Checks = Readonly<Record<Receipt['version'], SealCheck>>;

const same = (check: SealCheck): Checks => ({ 1: check, 2: check });

// Loaded when the first seal of this kind is checked: pairings take longer to load than all the rest.
const checkSp1Groth16: SealCheck = async (seal, expected) =>
  (await import('./sp1/checkSp1Groth16.js')).checkSp1Groth16(seal, expected);
const checkRisc0Groth16: SealCheck = async (seal, expected) =>
  (await import('./risc0/checkRisc0Groth16.js')).checkRisc0Groth16(seal, expected);

/** Proof system, circuit version and kind of seal → checks. What is not in this table is refused. */
const CHECKS: ReadonlyMap<string, Checks> = new Map([
  ...STARK_CIRCUITS.map((circuit): [string, Checks] => [
    `sp1 ${circuit} stark`,
    { 1: checkSp1Stark, 2: checkPackedSp1Stark },
  ]),
  [`sp1 ${SP1_CIRCUIT} groth16`, same(checkSp1Groth16)],
  [`risc0 ${RISC0_CIRCUIT} groth16`, same(checkRisc0Groth16)],
]);

/**
 * The check for a receipt's seal. An image is trusted for one proof system and circuit version, with any kind of seal
 * that this circuit has.
 *
 * @throws ReceiptError `receipt/proof-system`
 */
export function findSealCheck(
  receipt: Pick<Receipt, 'version' | 'proofSystem' | 'circuit' | 'sealKind'>,
  image: Pick<Image, 'proofSystem' | 'circuit'>,
): SealCheck {
  const name = `${receipt.proofSystem} ${receipt.circuit} ${receipt.sealKind}`;
  const checks = CHECKS.get(name);
  if (checks === undefined) {
    throw new ReceiptError('receipt/proof-system', `cannot check ${name} receipts here`, {
      hint: `This verifier checks ${[...CHECKS.keys()].join(', ')} receipts.`,
    });
  }
  if (receipt.proofSystem !== image.proofSystem || receipt.circuit !== image.circuit) {
    throw new ReceiptError('receipt/proof-system', `the image is not trusted for ${name} receipts`, {
      hint: `It is trusted for ${image.proofSystem} ${image.circuit}.`,
    });
  }
  return checks[receipt.version];
}
