import type { BlockNumber, Due } from './state.js';

/** Puts an entry into a list that is ascending by block, after its equals. */
export function insertDue(list: Due[], entry: Due): void {
  const at = list.findIndex((other) => other.at > entry.at);
  list.splice(at < 0 ? list.length : at, 0, entry);
}

/** Takes what is due at a block out of a list that is ascending by block. */
export function takeDue(list: Due[], now: BlockNumber): Due[] {
  const later = list.findIndex((entry) => entry.at > now);
  return list.splice(0, later < 0 ? list.length : later).map(({ para, at }) => ({ para, at }));
}
