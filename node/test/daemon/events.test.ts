import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Events } from '../../src/daemon/events.js';

/** A response that is never read, or read at once. */
function response(isRead: boolean): { made: ServerResponse; said: () => string } {
  const stream = new PassThrough({ highWaterMark: 16 });
  let said = '';
  if (isRead) {
    stream.on('data', (text: Buffer) => {
      said += text.toString();
    });
  }
  return {
    made: Object.assign(stream, { writeHead: () => stream }) as unknown as ServerResponse,
    said: () => said,
  };
}

test('who reads too slowly is let go, and the others hear on', async () => {
  const events = new Events();
  const [slow, quick] = [response(false), response(true)];
  slow.made.on('error', () => undefined);
  events.listen(slow.made);
  events.listen(quick.made);
  for (let entries = 0; entries < 5000; entries += 1) events.send({ event: 'collected', data: { entries } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(slow.made.destroyed).toBe(true);
  expect(events.listeners).toBe(1);
  events.send({ event: 'collected', data: { entries: 9999 } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(quick.said()).toContain('{"entries":9999}');
  events.close();
  expect(events.listeners).toBe(0);
});
