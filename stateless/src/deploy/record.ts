/** Records of deployments: one JSON file for each name, whose name is never that of another contract. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { readInput, writeWhole } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import { DeployError } from '../errors/base.js';
import { type Description, environmentId } from './description.js';

const NAME = /^[a-z][a-z0-9-]{0,63}$/;
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(NAME),
  /** SHA-256 of the module, by which the contract is called. */
  address: hex32,
  /** Id of the environment that it was deployed in. */
  environment: hex32,
  kind: z.enum(['artifact', 'bounds']),
});
export type Deployment = z.infer<typeof schema>;

const MAX_BYTES = 4096;

export function environmentHex(description: Description): string {
  return toHex(environmentId(description));
}

/**
 * Writes the record of a deployment; the same one again is none.
 *
 * @param options `dryRun` only looks whether it could
 * @throws DeployError `deploy/name` where the name is out of form or another contract's, `deploy/record`; InputError
 */
export async function recordDeployment(
  folder: string,
  deployment: Deployment,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<void> {
  const { name } = deployment;
  checkName(name);
  if (await holdsSame(folder, deployment)) return;
  if (dryRun) return;
  await mkdir(folder, { recursive: true });
  const bytes = Buffer.from(`${JSON.stringify(deployment, undefined, 2)}\n`);
  try {
    await writeWhole(join(folder, `${name}.json`), bytes);
  } catch (error) {
    // Another process was faster; the same is as good.
    if (codeOf(error) !== 'output/exists' || !(await holdsSame(folder, deployment))) throw error;
  }
}

/** @throws DeployError `deploy/name`, `deploy/record`; InputError */
export async function readDeployment(folder: string, name: string): Promise<Deployment> {
  checkName(name);
  const path = join(folder, `${name}.json`);
  const bytes = await readInput(path, 'deployment', MAX_BYTES);
  const refuse = (cause?: unknown) =>
    new DeployError('deploy/record', `${path} is not the record of a deployment named ${name}`, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw refuse(cause);
  }
  const result = schema.safeParse(parsed);
  if (!result.success || result.data.name !== name) throw refuse();
  return result.data;
}

async function holdsSame(folder: string, deployment: Deployment): Promise<boolean> {
  let found: Deployment;
  try {
    found = await readDeployment(folder, deployment.name);
  } catch (error) {
    if (codeOf(error) === 'input/unreadable' && isAbsent(error)) return false;
    throw error;
  }
  if (JSON.stringify(found) === JSON.stringify(deployment)) return true;
  throw new DeployError('deploy/name', `the name ${deployment.name} is that of ${found.address} already`, {
    hint: 'Give another name; a contract’s address never changes.',
  });
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new DeployError('deploy/name', `no deployment is named ${JSON.stringify(name.slice(0, 80))}`, {
    hint: 'A name has up to 64 lower-case letters, digits and dashes, and begins with a letter.',
  });
}

const codeOf = (error: unknown) => (error instanceof ZkcwasmError ? error.code : undefined);
const isAbsent = (error: unknown) =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
