import type { Readable } from 'node:stream';

/**
 * Reads a stream line by line, in linear time. What stands behind the last line end is half a line of a process that was
 * killed, and is dropped.
 *
 * @param options.most longest line taken, bytes; at a longer one `onTooLong` is called once, and nothing more is read
 */
export function readLines(
  stream: Readable,
  options: { most: number; onLine: (line: string) => void; onTooLong: () => void },
): void {
  const { most, onLine, onTooLong } = options;
  let pieces: Buffer[] = [];
  let length = 0;
  const onData = (chunk: Buffer): void => {
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(0x0a, from);
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end);
      pieces.push(piece);
      length += piece.length;
      if (length > most) {
        stream.off('data', onData);
        stream.resume();
        pieces = [];
        onTooLong();
        return;
      }
      if (end < 0) return;
      from = end + 1;
      const line = Buffer.concat(pieces, length).toString('utf8');
      pieces = [];
      length = 0;
      onLine(line);
    }
  };
  stream.on('data', onData);
}
