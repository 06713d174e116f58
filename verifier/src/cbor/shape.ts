/**
 * What a CBOR value must look like. A shape is a finite tree, so whatever fits one has bounded depth, and there is none
 * for tags, floats, negative integers or indefinite lengths.
 */
export type Shape =
  | { readonly kind: 'unsigned'; readonly only: number | undefined }
  | { readonly kind: 'bytes'; readonly length: number | undefined }
  | { readonly kind: 'text'; readonly maxBytes: number; readonly like: RegExp }
  | { readonly kind: 'nullable'; readonly of: Shape }
  | { readonly kind: 'list'; readonly of: Shape; readonly max: number }
  | { readonly kind: 'tuple'; readonly items: readonly Shape[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: string, value: Shape])[] };

/** An unsigned integer below 2^64, or only this one. */
export function unsigned(only?: number): Shape {
  return { kind: 'unsigned', only };
}

/** A byte string, of exactly `length` bytes where that is given. */
export function bytes(length?: number): Shape {
  return { kind: 'bytes', length };
}

/** A text of at most `maxBytes` bytes of UTF-8 that matches `like`. */
export function text(maxBytes: number, like: RegExp): Shape {
  return { kind: 'text', maxBytes, like };
}

/** Null, or a value. */
export function nullable(of: Shape): Shape {
  return { kind: 'nullable', of };
}

/** An array of at most `max` values of one shape. */
export function list(of: Shape, max: number): Shape {
  return { kind: 'list', of, max };
}

/** An array of exactly these. */
export function tuple(...items: Shape[]): Shape {
  return { kind: 'tuple', items };
}

/** A map with exactly these keys, which are ASCII, in this order. */
export function map(...entries: [key: string, value: Shape][]): Shape {
  return { kind: 'map', entries };
}
