import { createServer } from 'node:net';
import { GateError } from '../errors.js';

/**
 * Checks that a port of this machine can be listened on.
 *
 * @throws GateError `chain/port-taken`
 */
export async function checkPort(port: number): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on: ${error.message}`;
    throw new GateError('chain/port-taken', `port ${port} ${why}`, {
      hint: 'Name another with --port, or end what listens there.',
    });
  });
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}
