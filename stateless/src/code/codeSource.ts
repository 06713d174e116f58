/** Where accepted code comes from. */

/** Code that may run: the artifact that a receipt proves, or a module that may be compiled here. */
export type Code = { kind: 'artifact'; bytes: Uint8Array } | { kind: 'wasm'; bytes: Uint8Array };

/** Finds accepted code by the SHA-256 of its module; what it does not find does not run. */
export interface CodeSource {
  find(hash: Uint8Array): Promise<Code | undefined>;
}

/** Finds what it is given, for tests and tools: nothing was proved of it. */
export class UnprovedCode implements CodeSource {
  readonly #modules = new Map<string, Code>();

  add(hash: Uint8Array, code: Code): this {
    this.#modules.set(Buffer.from(hash).toString('hex'), code);
    return this;
  }

  remove(hash: Uint8Array): void {
    this.#modules.delete(Buffer.from(hash).toString('hex'));
  }

  async find(hash: Uint8Array): Promise<Code | undefined> {
    return this.#modules.get(Buffer.from(hash).toString('hex'));
  }
}
