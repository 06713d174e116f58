import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Figures by a module's digest, kept in a file of one JSON value a line, so that a run that was cut off, or one with another
 * image, does not measure again what it knows. A last line that was cut off is left out.
 */
export class Saved<T> {
  private readonly known = new Map<string, T>();
  private constructor(private readonly file: string) {}

  static async open<T>(file: string): Promise<Saved<T>> {
    const saved = new Saved<T>(file);
    await mkdir(dirname(file), { recursive: true });
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      try {
        const { key, value } = JSON.parse(line) as { key: string; value: T };
        saved.known.set(key, value);
      } catch {
        // Cut off; measured again.
      }
    }
    // What follows a line that was cut off begins on a line of its own.
    if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
    return saved;
  }

  /** What is known, or what `make` says, which is then kept. */
  async get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const value = await make();
    this.known.set(key, value);
    await appendFile(this.file, `${JSON.stringify({ key, value })}\n`);
    return value;
  }
}
