import { EnvironmentError } from '../errors/base.js';
import { LIMITS } from '../journal/ids.js';
import { ByteReader } from '../util/byteReader.js';
import { ENVIRONMENT_TAG, ENVIRONMENT_VERSION, type Environment } from './environment.js';

/**
 * Bytes → environment, in linear time; a value has one byte string.
 *
 * @throws EnvironmentError `environment/malformed`, `environment/version`
 */
export function decodeEnvironment(bytes: Uint8Array): Environment {
  const reader = new ByteReader(bytes, (_, message) => malformed(`the environment is malformed: ${message}`));
  const environment = readEnvironment(reader);
  if (reader.left() > 0) throw malformed('bytes follow the end of the environment');
  return environment;
}

/**
 * Reads one environment, and leaves what follows it.
 *
 * @throws EnvironmentError `environment/malformed`, `environment/version`; what the reader throws where the bytes end
 */
export function readEnvironment(reader: ByteReader): Environment {
  if (!reader.isNext(ENVIRONMENT_TAG)) throw malformed('these bytes are not an environment');
  const version = reader.u16();
  if (version !== ENVIRONMENT_VERSION) {
    throw new EnvironmentError('environment/version', `environment version ${version} is not supported`, {
      hint: `This verifier reads version ${ENVIRONMENT_VERSION}; a newer verifier may read it.`,
    });
  }
  return {
    compiler: { name: reader.name(), version: reader.name() },
    imageId: reader.take(32),
    profile: reader.take(32),
    target: reader.name(),
    limits: reader.entries(LIMITS),
    imports: reader.take(32),
    hostApi: reader.u32(),
    stackBytes: reader.u64(),
    memoryBytes: reader.u64(),
  };
}

function malformed(message: string): EnvironmentError {
  return new EnvironmentError('environment/malformed', message);
}
