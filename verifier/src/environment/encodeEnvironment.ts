import { EnvironmentError } from '../errors/base.js';
import { encodeLimits } from '../journal/encodeEntries.js';
import { LIMIT_NAMES } from '../journal/ids.js';
import { NAME } from '../util/byteReader.js';
import { concatBytes } from '../util/bytes.js';
import { toHex } from '../util/hex.js';
import { littleEndian } from '../util/littleEndian.js';
import { sha256 } from '../util/sha256.js';
import { ENVIRONMENT_TAG, ENVIRONMENT_VERSION, type Environment } from './environment.js';

const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/**
 * Environment → its one byte string.
 *
 * @throws EnvironmentError `environment/invalid` where a field is out of form or of range
 */
export function encodeEnvironment(environment: Environment): Uint8Array {
  check(environment);
  const { compiler, imageId, profile, target, limits, imports, hostApi } = environment;
  return concatBytes([
    ascii(ENVIRONMENT_TAG),
    littleEndian(BigInt(ENVIRONMENT_VERSION), 2),
    encodeName(compiler.name),
    encodeName(compiler.version),
    imageId,
    profile,
    encodeName(target),
    encodeLimits(limits),
    imports,
    littleEndian(BigInt(hostApi), 4),
    littleEndian(environment.stackBytes, 8),
    littleEndian(environment.memoryBytes, 8),
  ]);
}

/**
 * What an environment is called wherever one is meant: SHA-256 of its bytes, 64 hex digits.
 *
 * @throws EnvironmentError `environment/invalid`
 */
export function environmentHash(environment: Environment): string {
  return toHex(sha256(encodeEnvironment(environment)));
}

/** A length of one byte, and the characters of a name. */
export function encodeName(text: string): Uint8Array {
  return concatBytes([littleEndian(BigInt(text.length), 1), ascii(text)]);
}

/** ASCII text → bytes. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function check({ compiler, target, limits, hostApi, ...rest }: Environment): void {
  for (const [field, name] of [
    ['compiler.name', compiler.name],
    ['compiler.version', compiler.version],
    ['target', target],
  ] as const) {
    if (!NAME.test(name)) throw invalid(field, 'must be 1 to 255 printable ASCII characters, without spaces');
  }
  for (const field of ['imageId', 'profile', 'imports'] as const) {
    if (rest[field].length !== 32) throw invalid(field, 'must have 32 bytes');
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!LIMIT_NAMES.some((known) => known === name)) throw invalid(`limits.${name}`, 'is no limit');
    checkU64(`limits.${name}`, value);
  }
  if (!Number.isInteger(hostApi) || hostApi < 0 || hostApi > 0xffff_ffff) {
    throw invalid('hostApi', 'must be a whole number below 2^32');
  }
  for (const field of ['stackBytes', 'memoryBytes'] as const) checkU64(field, rest[field]);
}

function checkU64(field: string, value: bigint | undefined): void {
  if (value !== undefined && (value < 0n || value > MAX_U64)) throw invalid(field, 'must be below 2^64');
}

function invalid(field: string, why: string): EnvironmentError {
  return new EnvironmentError('environment/invalid', `the environment is not valid: ${field} ${why}`);
}
