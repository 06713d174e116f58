import { RunnerError } from '../errors/base.js';
import { HOST_API_VERSION, HOST_FUNCTIONS } from '../host/api.js';
import { ARTIFACT_PROFILE } from '../host/artifactProfile.js';
import { FieldReader } from '../util/fields.js';
import { ANSWER, PROTOCOL_VERSION } from './frames.js';

/** What a runner says of itself when it starts. */
export interface Hello {
  /** SHA-256 of its profile's text: two runners with the same give the same results. */
  profile: string;
  /** Digest of the compiler's profile, of which its artifacts are: `ARTIFACT_PROFILE`. */
  artifacts: string;
  /** Version of Wasmtime. */
  wasmtime: string;
  target: string;
}

/** @throws RunnerError `runner/version`, `runner/answer` */
export function readHello(body: Uint8Array): Hello {
  const fields = new FieldReader(
    body,
    (why) => new RunnerError('runner/answer', `the runner's hello: ${why}`),
  );
  const text = () => Buffer.from(fields.bytes(1 << 16)).toString('utf8');
  if (fields.u8() !== ANSWER.hello)
    throw new RunnerError('runner/answer', 'the runner does not begin with a hello');
  const [protocol, api] = [fields.u8(), fields.u8()];
  const hex32 = () => Buffer.from(fields.fixed(32)).toString('hex');
  const [profile, artifacts] = [hex32(), hex32()];
  const [wasmtime, target, names] = [text(), text(), text()];
  fields.end();
  const same =
    protocol === PROTOCOL_VERSION && api === HOST_API_VERSION && names === HOST_FUNCTIONS.join('\n');
  if (!same) {
    throw new RunnerError('runner/version', 'the runner has another protocol or host API than this package', {
      hint: 'Build it anew with scripts/build-stateless-runner.sh.',
    });
  }
  if (artifacts !== ARTIFACT_PROFILE) {
    throw new RunnerError(
      'runner/version',
      `the runner loads artifacts of the profile ${artifacts}, and this package deploys those of ${ARTIFACT_PROFILE}`,
      { hint: 'Build it anew with scripts/build-stateless-runner.sh.' },
    );
  }
  return { profile, artifacts, wasmtime, target };
}
