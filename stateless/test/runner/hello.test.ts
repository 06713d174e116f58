import { describe, expect, test } from 'vitest';
import { HOST_API_VERSION, HOST_FUNCTIONS } from '../../src/host/api.js';
import { ARTIFACT_PROFILE } from '../../src/host/artifactProfile.js';
import { ANSWER, PROTOCOL_VERSION } from '../../src/runner/frames.js';
import { readHello } from '../../src/runner/hello.js';
import { FieldWriter } from '../../src/util/fields.js';

function hello(change: { protocol?: number; api?: number; artifacts?: string; names?: string } = {}) {
  const { protocol = PROTOCOL_VERSION, api = HOST_API_VERSION, artifacts = ARTIFACT_PROFILE } = change;
  return new FieldWriter()
    .u8(ANSWER.hello)
    .u8(protocol)
    .u8(api)
    .fixed(new Uint8Array(32).fill(7), 32)
    .fixed(Buffer.from(artifacts, 'hex'), 32)
    .bytes(Buffer.from('48.0.8'))
    .bytes(Buffer.from('x86_64-unknown-linux-gnu'))
    .bytes(Buffer.from(change.names ?? HOST_FUNCTIONS.join('\n')))
    .end();
}
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
};

describe('a hello', () => {
  test('says what the runner is', () => {
    expect(readHello(hello())).toEqual({
      profile: '07'.repeat(32),
      artifacts: ARTIFACT_PROFILE,
      wasmtime: '48.0.8',
      target: 'x86_64-unknown-linux-gnu',
    });
  });

  test.each([
    ['another protocol', { protocol: PROTOCOL_VERSION + 1 }],
    ['another host API', { api: HOST_API_VERSION + 1 }],
    ['other functions', { names: 'call' }],
    ['artifacts of another profile', { artifacts: '11'.repeat(32) }],
  ])('of %s is that of another version', (_, change) => {
    expect(codeOf(() => readHello(hello(change)))).toBe('runner/version');
  });

  test('that is cut anywhere, or goes on, is out of form', () => {
    const whole = hello();
    for (let end = 0; end < whole.length; end += 1) {
      expect(codeOf(() => readHello(whole.subarray(0, end)))).toBe('runner/answer');
    }
    expect(codeOf(() => readHello(Buffer.concat([whole, Uint8Array.of(0)])))).toBe('runner/answer');
  });
});
