import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Policy, policyDigest, toHex } from '@zkcwasm/verifier';
import {
  type Accepted,
  acceptArtifact,
  acceptBounds,
  type BoundsNeed,
  writeWhole,
} from '@zkcwasm/verifier/node';
import { DeployError } from '../errors/base.js';
import { HOST_IMPORTS } from '../host/api.js';
import { sha256 } from '../util/sha256.js';
import { checkProfile } from './checkProfile.js';
import type { Description } from './description.js';
import { FUNCTION, MEMORY, moduleShape } from './moduleShape.js';
import { type Deployment, environmentHex, recordDeployment } from './record.js';

export interface DeployOptions {
  description: Description;
  policy: Policy;
  wasm: Uint8Array;
  receipt: Uint8Array;
  /** The artifact that the receipt proves; left out: its bounds are accepted, and nodes compile the module themselves. */
  artifact?: Uint8Array;
  /** What the policy may leave open for bounds. */
  any?: readonly BoundsNeed[];
  /** The verifier's store, from which nodes take code. */
  store: string;
  /** Folder with modules named HEX.wasm, for what is accepted by its bounds. */
  modules: string;
  /** Folder of records: one file for each name. */
  deployments: string;
  name: string;
}

/**
 * Accepts a contract under an environment, publishes it, and records its address: in this order, so that a record stands for
 * what can be run, and what is refused leaves nothing.
 *
 * @throws DeployError `deploy/policy`, `deploy/imports`, `deploy/exports`, `deploy/module`, `deploy/profile`, `deploy/name`; as `acceptArtifact` and
 *   `acceptBounds`; InputError `output/unwritable`
 */
export async function deploy(
  options: DeployOptions,
): Promise<{ deployment: Deployment; accepted: Accepted }> {
  const { description, policy, wasm, receipt, artifact, store, modules, deployments, name, any } = options;
  const digest = policyDigest(policy);
  if (digest !== description.policy) {
    throw new DeployError(
      'deploy/policy',
      `the policy has the digest ${digest}, and the environment names ${description.policy}`,
    );
  }
  if (policy.imports === undefined || toHex(policy.imports.digest) !== description.imports) {
    throw new DeployError('deploy/policy', 'the policy does not want the import list of the environment', {
      hint: 'Put the host API into `imports` of the policy; `zkcwasm-stateless imports` prints it.',
    });
  }
  checkContract(wasm);
  if (artifact !== undefined) checkProfile(receipt, wasm);
  const deployment: Deployment = {
    version: 1,
    name,
    address: toHex(sha256(wasm)),
    environment: environmentHex(description),
    kind: artifact === undefined ? 'bounds' : 'artifact',
  };
  await recordDeployment(deployments, deployment, { dryRun: true });
  const how = { policy, wasm, store };
  const accepted =
    artifact === undefined
      ? await acceptBounds(receipt, { ...how, ...(any === undefined ? {} : { any }) })
      : await acceptArtifact(receipt, artifact, how);
  if (artifact === undefined) {
    await mkdir(modules, { recursive: true });
    await writeWhole(join(modules, `${deployment.address}.wasm`), wasm, { overwrite: true });
  }
  await recordDeployment(deployments, deployment);
  return { deployment, accepted };
}

/**
 * Whether a module is a contract: exports `memory` and `run`, imports functions of the host API alone. That it was compiled
 * under that list is what its receipt proves.
 *
 * @throws DeployError
 */
export function checkContract(wasm: Uint8Array): void {
  const { imports, exports } = moduleShape(wasm);
  const stray = imports.find(({ name }) => !HOST_IMPORTS.includes(name));
  if (stray !== undefined) {
    throw new DeployError(
      'deploy/imports',
      `the module imports ${JSON.stringify(stray.name)}, which the host API does not have`,
    );
  }
  for (const [name, kind] of [
    ['memory', MEMORY],
    ['run', FUNCTION],
  ] as const) {
    if (!exports.some((one) => one.name === name && one.kind === kind)) {
      throw new DeployError(
        'deploy/exports',
        `the module does not export its ${kind === MEMORY ? 'memory as' : 'function'} ${JSON.stringify(name)}`,
      );
    }
  }
}
