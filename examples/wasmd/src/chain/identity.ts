import { z } from 'zod';
import { GateError } from '../errors.js';
import { parseJson, readRegular } from '../files.js';

/** What a chain's folder says of it. */
export const identitySchema = z.strictObject({
  wasmd: z.string(),
  chainId: z.string(),
  gatekeeper: z.string(),
});
export type ChainIdentity = z.infer<typeof identitySchema>;

const chainFileSchema = z.strictObject({
  chainId: z.string().min(1).max(50),
  /** Address of the node's RPC. */
  rpc: z.url({ protocol: /^https?$/ }),
  /** Hash of block 1, which binds the whole genesis: what tells two chains with one ID apart. */
  firstBlock: z.string().regex(/^[0-9A-F]{64}$/),
  gatekeeper: z.string().min(1).max(100),
});

/** What gatekeeper and developers know of the chain beforehand. */
export type ChainFile = z.infer<typeof chainFileSchema>;

/**
 * Reads `chain.json`, which the chain writes when it starts.
 *
 * @throws GateError `file/unreadable`, `file/too-large`, `file/malformed`
 */
export async function readChainFile(path: string): Promise<ChainFile> {
  const parsed = chainFileSchema.safeParse(parseJson(await readRegular(path, 'chain file', 10_000), path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GateError('file/malformed', `${path}: ${issue?.path.join('.')}: ${issue?.message}`, {
    hint: 'The chain writes this file into its folder when it starts.',
  });
}
