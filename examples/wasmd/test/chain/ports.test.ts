import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkPort, freePort } from '../../src/chain/ports.js';
import { codeOf } from '../codeOf.js';

test('a port that is taken is named, and one that is free is not', async () => {
  const port = await freePort();
  await checkPort(port);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    expect(await codeOf(checkPort(port))).toBe('chain/port-taken');
    await expect(checkPort(port)).rejects.toThrow(`port ${port}`);
  } finally {
    server.close();
  }
});
