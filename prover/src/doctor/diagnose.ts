import { type Diagnosis, diagnosisOf } from './finding.js';
import { findEngine, findImages, findLists, findRunners } from './findPrograms.js';
import { findBuildTools, findDisk, findDocker, findMemory, findNode } from './findTools.js';
import { type Surroundings, surroundingsHere } from './surroundings.js';

/**
 * Looks at everything that the commands need: Node, lists of images, native programs, images, memory, disk, tools. It writes
 * nothing, proves nothing and asks no network.
 *
 * @param surroundings left out: the machine at hand
 */
export async function diagnose(surroundings: Surroundings = surroundingsHere()): Promise<Diagnosis> {
  const lists = await findLists();
  return diagnosisOf([
    findNode(surroundings),
    lists,
    // Which images and compilers there are is what the lists say.
    ...(lists.ok ? await findRunners(surroundings) : []),
    await findEngine(surroundings),
    ...(lists.ok ? await findImages(surroundings) : []),
    await findMemory(surroundings),
    ...(await findDisk(surroundings)),
    ...(await findBuildTools(surroundings)),
    await findDocker(surroundings),
  ]);
}
