/** Why bytes are not CBOR of a shape. Decoders turn it into a typed error of their own. */
export class CborFault extends Error {
  override readonly name = 'CborFault';

  /**
   * @param kind `not-canonical`: the right value so far, in another encoding than its one; else `malformed`
   * @param message what is wrong, and where
   * @param offset of the first byte that is wrong; the length of the input where bytes are missing
   */
  constructor(
    readonly kind: 'malformed' | 'not-canonical',
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
