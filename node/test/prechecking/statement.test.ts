import { toHex } from '@zkcwasm/verifier';
import { fromHex } from '@zkcwasm/verifier/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeHash } from '../../src/prechecking/codeHash.js';
import { verifySr25519 } from '../../src/prechecking/keys.js';
import {
  decodeStatement,
  encodeStatement,
  type Statement,
  signingPayload,
} from '../../src/prechecking/statement.js';
import { validator } from './validators.js';

const statements = fc.record({
  accept: fc.boolean(),
  subject: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex),
  sessionIndex: fc.integer({ min: 0, max: 0xffff_ffff }),
  validatorIndex: fc.integer({ min: 0, max: 0xffff_ffff }),
});

test('what is signed: 45 bytes, tag, accept, subject, session, index', () => {
  const payload = signingPayload({
    accept: true,
    subject: 'ab'.repeat(32),
    sessionIndex: 0x01020304,
    validatorIndex: 5,
  });
  expect(toHex(payload)).toBe(`5643504301${'ab'.repeat(32)}0403020105000000`);
});

test('a statement has one encoding, and every other string of bytes is refused', () => {
  fc.assert(
    fc.property(statements, (statement) => {
      expect(decodeStatement(encodeStatement(statement))).toEqual(statement);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
      let statement: Statement;
      try {
        statement = decodeStatement(bytes);
      } catch (error) {
        expect((error as { code: string }).code).toBe('statement/malformed');
        return;
      }
      expect(encodeStatement(statement)).toEqual(bytes);
    }),
  );
});

test('the hash of code is BLAKE2b with 32 bytes', () => {
  // The digest of no bytes, as RFC 7693's parameters give it.
  expect(codeHash(new Uint8Array())).toBe('0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8');
});

test('keys and signatures are those of schnorrkel, which the peer signs with', () => {
  // Made with @polkadot/wasm-crypto 7, which is schnorrkel: seed of 32 ones, the 45 bytes of the first test.
  const key = '189dac29296d31814dc8c56cf3d36a0543372bba7538fa322a4aebfebc39e056';
  const signature =
    '18f57da7e782fb108e08cd8304ec38f8a83dcff2890c6d54b039543f6b13504c655861cfccfae1079aea5486b01d819d63223c1ec9744552dd608d38c946d18d';
  expect(validator(0).key).toBe(key);
  const payload = fromHex(`5643504301${'ab'.repeat(32)}0403020105000000`, 45) as Uint8Array;
  expect(verifySr25519(payload, fromHex(signature, 64) as Uint8Array, fromHex(key, 32) as Uint8Array)).toBe(
    true,
  );
});

test('a signature holds for its statement and its signer only', () => {
  const statement = { accept: true, subject: 'ab'.repeat(32), sessionIndex: 1, validatorIndex: 0 };
  const signature = validator(0).sign(statement);
  const key = (n: number) => fromHex(validator(n).key, 32) as Uint8Array;
  expect(verifySr25519(signingPayload(statement), signature, key(0))).toBe(true);
  expect(verifySr25519(signingPayload({ ...statement, accept: false }), signature, key(0))).toBe(false);
  expect(verifySr25519(signingPayload({ ...statement, sessionIndex: 2 }), signature, key(0))).toBe(false);
  expect(verifySr25519(signingPayload(statement), signature, key(1))).toBe(false);
  for (let i = 0; i < 64; i += 7) {
    const changed = signature.slice();
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(verifySr25519(signingPayload(statement), changed, key(0)), `byte ${i}`).toBe(false);
  }
});
