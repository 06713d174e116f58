import type { Ledger } from './ledger.js';
import { base64Of } from './wire.js';

/**
 * Blocks from a number on, one JSON object a line, without an end. After a reorganisation they go on with the first block of the
 * other branch. Blocks are read when they are taken, so who reads slowly costs nothing.
 */
export async function* blockStream(
  ledger: Ledger,
  from: bigint,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let next = from;
  let wake: () => void = () => undefined;
  const unfollow = ledger.follow(({ block }) => {
    if (block.number < next) next = block.number;
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted) {
      if (next <= ledger.head.number) {
        const number = next;
        next += 1n;
        yield `${JSON.stringify({ number: `${number}`, record: base64Of(ledger.recordBytes(number)) })}\n`;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', aborted);
    unfollow();
  }
}
