import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { findEntries, MAX_WASM_BYTES, readInput } from '@zkcwasm/verifier/node';
import { CodeError } from '../errors/base.js';
import { ARTIFACT_PROFILE } from '../host/artifactProfile.js';
import { equal } from '../util/bytes.js';
import { sha256 } from '../util/sha256.js';
import type { Code, CodeSource } from './codeSource.js';

/** What of a store counts. */
export interface StoreCodeOptions {
  /** The verifier's store. */
  store: string;
  /** `policyDigest` of the policy that code must have been accepted under, hex. */
  policyDigest: string;
  /** Digest of the import list that must have been in force, hex: `hostImportList().digest` for the host API. */
  imports: string;
  /** Digest of the profile that an artifact must be of, hex; left out: that of the runner. */
  profile?: string;
  /** Folder with modules named HEX.wasm, for those whose bounds are accepted, but no artifact; left out: artifacts only. */
  modules?: string;
}

/**
 * Code that the verifier's store holds an accepted entry for: an artifact, or bounds under which it is compiled here. Entries
 * are read and hashed anew at each call, so what an audit has moved away no longer runs. An artifact of another profile, which a
 * policy may accept as well, is no code, so that nobody stops a chain by having one accepted.
 */
export class StoreCodeSource implements CodeSource {
  constructor(readonly options: StoreCodeOptions) {}

  /** @throws StoreError; CodeError `code/mismatch` where a module is not the one that its name says */
  async find(hash: Uint8Array): Promise<Code | undefined> {
    const { store, policyDigest, imports, modules, profile = ARTIFACT_PROFILE } = this.options;
    const wasmDigest = toHex(hash);
    const found = (await findEntries(store, { wasmDigest, policyDigest })).filter(
      ({ entry }) => entry.imports === imports,
    );
    const artifact = found.find(
      ({ entry }) => entry.kind === 'artifact' && entry.profile === profile,
    )?.artifact;
    if (artifact !== undefined) return { kind: 'artifact', bytes: artifact };
    if (modules === undefined || !found.some(({ entry }) => entry.kind === 'bounds')) return undefined;
    const path = join(modules, `${wasmDigest}.wasm`);
    const bytes = await readInput(path, 'module', MAX_WASM_BYTES);
    if (!equal(sha256(bytes), hash)) {
      throw new CodeError('code/mismatch', `the module ${path} is not the one that its name says`);
    }
    return { kind: 'wasm', bytes };
  }
}
