import type { CurvePoint } from '@noble/curves/abstract/curve.js';
import { SealError } from '../../errors/base.js';

/**
 * Holds a point to what a pairing needs: not infinity, on its curve, in the subgroup of order r. On G1 every point of
 * the curve is in it; on G2 most are not.
 *
 * @param make puts the point together; the library throws there already for some coordinates, for instance y = 0
 * @throws SealError `seal/point`
 */
export function checkPoint<P extends CurvePoint<unknown, P>>(make: () => P): P {
  let point: P;
  try {
    point = make();
    point.assertValidity();
  } catch (cause) {
    throw new SealError('seal/point', 'a point of the proof is not on its curve or not in its subgroup', {
      cause,
    });
  }
  // The library counts infinity as valid, as EIP-196 does; no honest proof or key has it.
  if (point.is0()) throw new SealError('seal/point', 'a point of the proof is infinity');
  return point;
}
