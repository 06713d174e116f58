import { InputError } from '@zkcwasm/verifier';

/** Largest files that the page reads, bytes: as the commands have it, but for artifacts, which a browser holds in memory. */
export const MOST_BYTES = {
  receipt: 8 << 20,
  module: 64 << 20,
  artifact: 512 << 20,
  policy: 4 << 20,
} as const;

/**
 * Reads a whole file, if it is not too large.
 *
 * @throws InputError `input/too-large`, `input/unreadable`
 */
export async function read(file: File, kind: keyof typeof MOST_BYTES): Promise<Uint8Array> {
  const most = MOST_BYTES[kind];
  if (file.size > most) {
    throw new InputError(
      'input/too-large',
      `${kind} ${file.name} has ${file.size} bytes, and ${most} are the most`,
    );
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new InputError(
      'input/unreadable',
      `cannot read ${kind} ${file.name}: ${(error as Error).message}`,
      {
        hint: 'Was the file changed or moved after you chose it? Choose it again.',
        cause: error,
      },
    );
  }
}
