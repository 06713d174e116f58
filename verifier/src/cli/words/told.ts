import type { StatementJson } from '../../statement.js';

/** What a command tells of one statement, as its JSON has it: the figures that words for people are made of. */
export interface Told extends StatementJson {
  /** Name of the artifact profile; left out where nothing was checked, since a statement has its digest only. */
  profileName?: string;
  /** Hex. */
  imageId: string;
  /** Left out for a statement without a seal of its own, or without a seal at all. */
  sealKind?: string;
  /** Where they are known: attested by a clock, or counted in a dry run. */
  cycles?: string;
  /** Where the policy has a price, and what it is for is known. */
  price?: string;
}
