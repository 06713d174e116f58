import fc from 'fast-check';

/** A first byte with its number in `width` bytes (0: inside of it), whether or not a shorter form would do. */
export function head(major: number, value: bigint, width: 0 | 1 | 2 | 4 | 8): Uint8Array {
  if (width === 0) return Uint8Array.of((major << 5) | Number(value));
  const out = Buffer.alloc(1 + width);
  out[0] = (major << 5) | (24 + Math.log2(width));
  for (let i = 0; i < width; i += 1) out[width - i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return new Uint8Array(out);
}

/** The same in the shortest form. */
export function shortest(major: number, value: bigint | number): Uint8Array {
  const n = BigInt(value);
  if (n < 24n) return head(major, n, 0);
  return head(major, n, n < 1n << 8n ? 1 : n < 1n << 16n ? 2 : n < 1n << 32n ? 4 : 8);
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const width = fc.constantFrom(0, 1, 2, 4, 8) as fc.Arbitrary<0 | 1 | 2 | 4 | 8>;
const anyHead = (major: number) =>
  width.chain((w) =>
    fc
      .bigInt({ min: 0n, max: w === 0 ? 23n : (1n << BigInt(8 * w)) - 1n })
      .map((value) => head(major, value, w)),
  );
const BREAK = Uint8Array.of(0xff);

/** CBOR of every kind there is, most of it well-formed: tags, floats, indefinite lengths, longer forms than needed. */
export const anyCbor: fc.Arbitrary<Uint8Array> = fc.letrec<{ item: Uint8Array }>((tie) => {
  const items = fc.array(tie('item'), { maxLength: 4 });
  const string = (major: number) =>
    fc.oneof(
      fc
        .tuple(width, fc.uint8Array({ maxLength: 20 }))
        .map(([w, bytes]) => concat(head(major, BigInt(bytes.length), w), bytes)),
      fc
        .array(
          fc.uint8Array({ maxLength: 9 }).map((bytes) => concat(shortest(major, bytes.length), bytes)),
          { maxLength: 3 },
        )
        .map((chunks) => concat(Uint8Array.of((major << 5) | 31), ...chunks, BREAK)),
      anyHead(major),
    );
  const container = (major: number, each: number) =>
    fc.oneof(
      fc
        .tuple(width, items)
        .map(([w, list]) => concat(head(major, BigInt(Math.ceil(list.length / each)), w), ...list)),
      items.map((list) => concat(Uint8Array.of((major << 5) | 31), ...list, BREAK)),
      anyHead(major),
    );
  const tag = fc.oneof(
    fc.constantFrom(
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      24,
      25,
      27,
      28,
      29,
      30,
      51,
      64,
      105,
      256,
      258,
      259,
      55799,
      0xdff9,
      0xdffe,
      0xdfff,
    ),
    fc.nat(),
  );
  return {
    item: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(anyHead(0), anyHead(1), string(2), string(3), anyHead(7), fc.constant(BREAK)),
      container(4, 1),
      container(5, 2),
      fc.tuple(tag, tie('item')).map(([n, item]) => concat(shortest(6, n), item)),
    ),
  };
}).item;
