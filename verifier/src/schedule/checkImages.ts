import type { Environment } from '../environment/environment.js';
import { ScheduleError } from '../errors/base.js';
import type { Image } from '../images.js';
import { toHex } from '../util/hex.js';
import { versionOf } from './cells.js';
import type { Schedule } from './schedule.js';

/** What an image is held to. */
type Built = Pick<Image, 'imageId' | 'name' | 'compiler' | 'target' | 'profile'>;

/**
 * Holds every environment of a schedule against a list of images: its image must be there, and built for its compiler,
 * target and profile.
 *
 * @throws ScheduleError `schedule/unknown-image`, `schedule/image-mismatch`
 */
export function checkImages(schedule: Schedule, images: readonly Built[]): void {
  const byId = new Map(images.map((image) => [image.imageId, image]));
  for (const { environment } of schedule.environments.values()) checkBuilt(environment, byId);
}

/**
 * The image of an environment.
 *
 * @throws ScheduleError `schedule/unknown-image`, `schedule/image-mismatch`
 */
export function checkBuilt<I extends Built>(environment: Environment, byId: ReadonlyMap<string, I>): I {
  const id = toHex(environment.imageId);
  const image = byId.get(id);
  if (image === undefined) {
    throw new ScheduleError('schedule/unknown-image', `image ${id} is not one that is listed`, {
      hint: 'Is the schedule for a newer version of the package? A policy can list further images.',
    });
  }
  const built = { ...image, version: `${image.compiler.name} ${image.compiler.version}` };
  for (const [what, of, is] of [
    ['compiler', versionOf(environment), built.version],
    ['target', environment.target, built.target],
    ['profile', toHex(environment.profile), built.profile],
  ] as const) {
    if (of === is) continue;
    throw new ScheduleError(
      'schedule/image-mismatch',
      `the environment has ${what} ${of}, and its image ${image.name} (${id}) was built with ${is}`,
    );
  }
  return image;
}
