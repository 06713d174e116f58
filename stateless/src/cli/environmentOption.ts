import { StoreCodeSource } from '../code/storeCodeSource.js';
import { type Description, environmentId } from '../deploy/description.js';
import { RunnerError } from '../errors/base.js';
import type { Environment } from '../execute/environment.js';
import { SupervisedRunner } from '../runner/supervisedRunner.js';

/** Where accepted code is. */
export interface CodeFolders {
  store: string;
  modules: string;
}

/**
 * What a described environment is executed with: a runner, which has to be the one that the description names, and the code
 * that the store holds under its policy.
 *
 * @throws RunnerError, also `runner/version` where the runner has another profile
 */
export async function startEnvironment(
  description: Description,
  { store, modules }: CodeFolders,
): Promise<{ environment: Environment; machine: SupervisedRunner }> {
  const machine = await SupervisedRunner.start();
  const { profile } = await machine.hello();
  if (description.runner !== undefined && description.runner !== profile) {
    await machine.close();
    throw new RunnerError(
      'runner/version',
      `the runner has the profile ${profile}, and the environment wants ${description.runner}`,
    );
  }
  const { policy: policyDigest, imports, maxTransactionFuel, maxBlockFuel } = description;
  const code = new StoreCodeSource({ store, policyDigest, imports, modules });
  const environment = { id: environmentId(description), maxTransactionFuel, maxBlockFuel, code, machine };
  return { environment, machine };
}
