const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder, and not a file',
  ENOTDIR: 'a part of its path is a file, and not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ELOOP: 'its links lead around in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

/**
 * Why the file system refused something, in words for people.
 *
 * @param more words for codes that mean something else in this place
 * @returns the system's own message for a code that has no words
 */
export function systemReason(error: unknown, more: Readonly<Record<string, string>> = {}): string {
  const { code, message } = error as { code?: string; message: string };
  const words = { ...REASONS, ...more };
  return code !== undefined && Object.hasOwn(words, code) ? (words[code] as string) : message;
}
