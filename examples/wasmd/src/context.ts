import { createHash } from 'node:crypto';

/** For whom a receipt is made. */
export interface ContextParts {
  chainId: string;
  /** The gatekeeper's address, bech32. */
  gatekeeper: string;
  /** The address that will store the code, bech32. */
  developer: string;
  /** What the developer calls the contract. */
  contract: string;
}

const DOMAIN = 'zkcwasm/wasmd/context/1';

/**
 * The context that a receipt must be bound to: chain, gatekeeper, developer and contract. Each part goes in with its length
 * before it, so no two lists of parts give the same bytes.
 *
 * @returns 32 bytes as 64 hex digits, for `zkcwasm prove --context`
 */
export function contextOf({ chainId, gatekeeper, developer, contract }: ContextParts): string {
  const hash = createHash('sha256');
  for (const part of [DOMAIN, chainId, gatekeeper, developer, contract]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest('hex');
}
