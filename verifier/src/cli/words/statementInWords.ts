import { visible } from '../visible.js';
import { bytesInWords, grouped } from './amounts.js';
import type { Told } from './told.js';

/** A statement as one sentence without its end: who compiles or refuses what, for which target, and why. */
export function statementInWords(told: Told): string {
  const module = `the module of ${bytesInWords(told.wasmBytes)}`;
  const profile = told.profileName === undefined ? '' : ` under the profile ${told.profileName}`;
  const under = `for ${told.target}${profile}`;
  const { rejection } = told;
  if (rejection === undefined) {
    return visible(
      `${told.compiler} compiles ${module} ${under} to an artifact of ${bytesInWords(told.artifactBytes ?? 0)}`,
    );
  }
  const { reason, limit, functionIndex, offset, value, bound } = rejection;
  const over =
    limit === undefined ? '' : ` (${limit}: ${grouped(value)}, where ${grouped(bound)} is the most allowed)`;
  const where =
    (functionIndex === undefined ? '' : `, in function ${functionIndex}`) +
    (offset === undefined ? '' : `, at byte ${grouped(offset)}`);
  return visible(`${told.compiler} refuses ${module} ${under}: ${reason}${over}${where}`);
}
