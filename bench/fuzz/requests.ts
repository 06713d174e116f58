/** Fuzzed requests, as bytes on a connection: routes, methods, headers and bodies changed at random, and what is no HTTP. */
import { TOKEN } from '../daemon/serve.js';
import type { Random } from './random.js';

const DIGEST = 'f61f'.repeat(16);
const PATHS = [
  '/v1/receipts?kind=artifact',
  `/v1/modules/${DIGEST}`,
  `/v1/modules/${DIGEST}?kind=bounds`,
  `/v1/modules/${DIGEST}/run`,
  '/v1/coverage?session=1&limit=5',
  '/v1/support',
  '/v1/session',
  '/v1/collect',
  '/v1/health',
  '/metrics',
  '/v1/openapi.json',
  '/',
  '/v1/../../etc/passwd',
  '/%00%ff%2e%2e',
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'get', 'X'];
const BODIES = [
  '',
  '{}',
  '{"session":"5"}',
  '{"session":5,"__proto__":{"x":1}}',
  '{"graceSessions":"0","dryRun":true}',
  '{"export":"add","args":["1","2"]}',
  '['.repeat(2000),
  '--x\r\ncontent-disposition: form-data; name="receipt"; filename="f"\r\n\r\nabc\r\n--x--\r\n',
  '--x\r\ncontent-disposition: form-data; name="artifact"; filename="f"\r\n\r\nabc',
  '--x\r\n\r\n--x--',
];
const TYPES = [
  'application/json',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'a/b; charset=\u00e9',
];

/** Bytes of the next request. It never asks for events, which have no end; and it closes its connection. */
export function fuzzedRequest(random: Random): Buffer {
  const method = random.chance(3) ? random.pick(METHODS) : random.pick(['GET', 'POST']);
  const path = random.chance(4)
    ? random.mutate(Buffer.from(random.pick(PATHS))).toString('latin1')
    : random.pick(PATHS);
  const body = random.chance(3)
    ? random.mutate(Buffer.from(random.pick(BODIES)))
    : Buffer.from(random.pick(BODIES));
  const token = random.chance(3) ? random.mutate(Buffer.from(TOKEN)).toString('latin1') : TOKEN;
  const length = random.chance(8)
    ? random.pick(['-1', '99999999999', 'x', `${body.length + 1}`, '0'])
    : `${body.length}`;
  const headers = [
    'host: x',
    'connection: close',
    `content-type: ${random.pick(TYPES)}`,
    ...(random.chance(8) ? ['transfer-encoding: chunked'] : []),
    ...(random.chance(10) ? [`x: ${'y'.repeat(random.below(40_000))}`] : []),
    `authorization: Bearer ${token}`,
    `content-length: ${length}`,
  ];
  const head = `${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  if (random.chance(20)) return random.bytes(random.below(3000));
  const sent = random.chance(3) ? random.mutate(bytes) : bytes;
  return sent.includes('/v1/events') ? bytes : sent;
}
